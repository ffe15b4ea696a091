import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A connection that is kept, on which both sides say something when they like.
///
/// Sendable without proof: every stored property is used only on the loop's thread, to which its
/// face hands the work over.
package final class SocketStream: @unchecked Sendable {
  private enum Stage {
    case idle
    case lookingUp
    case dialing(Dial)
    case open(Int32, EventLoop.Token)
    /// Nothing more comes; nil where the other side ended it in good order.
    case over(SocketError?)
  }

  /// How much may lie here before nothing more is read.
  private static let fullness = 1 << 20

  private let loop = EventLoop.shared
  private let peer: PlainPeer
  private let address: SocketAddress
  private var stage = Stage.idle
  private var unsent: ArraySlice<UInt8> = []
  private var received: [UInt8] = []
  private var events: EventLoop.Events = []
  private var wait: StreamWait?

  private init(_ peer: PlainPeer) {
    self.peer = peer
    address = peer.address
  }

  deinit {
    guard case .open(let descriptor, let token) = stage else { return }
    loop.remove(token)
    Glibc.close(descriptor)
  }

  /// Connects, within `timeout`.
  package static func open(
    _ peer: PlainPeer, timeout: Duration
  ) async throws(SocketError) -> SocketStream {
    let stream = SocketStream(peer)
    do throws(SocketError) {
      _ = try await stream.wait(for: timeout) { $0.connect() }
    } catch {
      stream.close()
      throw error
    }
    return stream
  }

  /// Sends bytes behind those sent before. What becomes of them shows in `receive`.
  package func send(_ bytes: [UInt8]) {
    loop.submit { [self] in
      guard case .open(let descriptor, _) = stage else { return }
      unsent += bytes
      write(descriptor)
    }
  }

  /// What has come, or comes next; nothing at the end of the connection. One call at a time.
  package func receive(within timeout: Duration) async throws(SocketError) -> [UInt8] {
    try await wait(for: timeout) { $0.deliver() }
  }

  /// Ends the connection, and with it what waits for it.
  package func close() { loop.submit { [self] in end(SocketError(.cancelled, address)) } }

  private func wait(
    for timeout: Duration, _ begin: @escaping @Sendable (SocketStream) -> Void
  ) async throws(SocketError) -> [UInt8] {
    let wait = StreamWait()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.submit { [self] in
          guard wait.begin(continuation) else { return }
          wait.timer = loop.schedule(after: timeout) { [address] in
            wait.finish(.failure(SocketError(.timedOut, address)))
          }
          self.wait = wait
          begin(self)
        }
      }
    } onCancel: {
      loop.submit { [address] in wait.finish(.failure(SocketError(.cancelled, address))) }
    }
    return try result.get()
  }

  // Everything below runs on the event loop's thread.

  private func connect() {
    if let addresses = peer.ownAddresses { return dial(addresses) }
    guard case .name(let host, _) = peer else { return }
    stage = .lookingUp
    HostLookup.start(host) { [self] outcome in
      loop.submit { [self] in
        guard case .lookingUp = stage else { return }
        guard case .addresses(let hosts) = outcome, !hosts.isEmpty else {
          return end(SocketError(.cannotFind, address))
        }
        dial(peer.addresses(hosts))
      }
    }
  }

  private func dial(_ addresses: [SocketAddress]) {
    let dial = Dial(addresses) { [self] outcome in
      switch outcome {
      case .connected(let descriptor): watch(descriptor)
      case .failed(let address, let code):
        end(SocketError(.cannotConnect, address, errno: code))
      }
    }
    stage = .dialing(dial)
    dial.begin()
  }

  private func watch(_ descriptor: Int32) {
    do throws(SystemError) {
      let token = try loop.add(descriptor, .readable) { [weak self] in
        self?.happened(descriptor, $0)
      }
      events = .readable
      stage = .open(descriptor, token)
      wait?.finish(.success([]))
    } catch {
      Glibc.close(descriptor)
      end(SocketError(.cannotConnect, address, errno: error.errno))
    }
  }

  private func happened(_ descriptor: Int32, _ events: EventLoop.Events) {
    if events.contains(.writable) { write(descriptor) }
    // A broken connection is told again and again until it is read to its end.
    if events.contains(.failed) {
      read(descriptor, upTo: .max)
    } else if events.contains(.readable) {
      read(descriptor, upTo: SocketStream.fullness)
    }
  }

  private func write(_ descriptor: Int32) {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes { cs_socket_send(descriptor, $0.baseAddress, $0.count) }
      if count == -Int(EAGAIN) { break }
      if count == -Int(EINTR) { continue }
      // The peer may have said why before it closed, so its words are read first.
      guard count >= 0 else {
        read(descriptor, upTo: .max)
        return end(SocketError(.broken, address, errno: Int32(-count)))
      }
      unsent = unsent.dropFirst(count)
    }
    adjust()
  }

  private func read(_ descriptor: Int32, upTo limit: Int) {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    // Bounded, so that a flood cannot keep the loop.
    for _ in 0..<16 where received.count < limit {
      let count = cs_socket_receive(descriptor, &chunk, chunk.count)
      if count == -Int(EINTR) { continue }
      if count == -Int(EAGAIN) { break }
      guard count > 0 else {
        end(count == 0 ? nil : SocketError(.broken, address, errno: Int32(-count)))
        break
      }
      received += chunk[..<count]
      if count < chunk.count { break }
    }
    deliver()
  }

  /// Gives what has come to who waits for it.
  private func deliver() {
    guard let wait, !wait.isOver else { return adjust() }
    if !received.isEmpty {
      wait.finish(.success(received))
      received = []
    } else if case .over(let error) = stage {
      wait.finish(error.map { .failure($0) } ?? .success([]))
    }
    adjust()
  }

  /// Has the loop watch for what is wanted: nobody reads on before somebody takes what is there.
  private func adjust() {
    guard case .open(_, let token) = stage else { return }
    var wanted: EventLoop.Events = received.count < SocketStream.fullness ? .readable : []
    if !unsent.isEmpty { wanted.insert(.writable) }
    guard wanted != events else { return }
    events = wanted
    loop.modify(token, wanted)
  }

  private func end(_ error: SocketError?) {
    switch stage {
    case .over: return
    case .idle, .lookingUp: break
    case .dialing(let dial): dial.cancel()
    case .open(let descriptor, let token):
      loop.remove(token)
      Glibc.close(descriptor)
    }
    stage = .over(error)
    if let error, received.isEmpty { wait?.finish(.failure(error)) }
  }
}

/// One wait for a stream, ended by whoever comes first.
///
/// Sendable without proof: used only on the loop's thread.
private final class StreamWait: @unchecked Sendable {
  typealias Outcome = Result<[UInt8], SocketError>

  var timer: EventLoop.Token?
  private var outcome: Outcome?
  private var continuation: CheckedContinuation<Outcome, Never>?

  var isOver: Bool { outcome != nil }

  /// Returns whether there is something to wait for: it may have been cancelled before.
  func begin(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
    if let outcome {
      continuation.resume(returning: outcome)
      return false
    }
    self.continuation = continuation
    return true
  }

  func finish(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    if let timer { EventLoop.shared.cancel(timer) }
    continuation?.resume(returning: outcome)
    continuation = nil
  }
}
