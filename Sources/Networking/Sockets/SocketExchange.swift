import CSystem
import Synchronization
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// One conversation over a stream socket: connect, send everything, say that no more comes, read
/// to the end.
package final class SocketExchange: Sendable {
  /// Called with each piece of an answer as it comes, on the loop's thread. False ends the
  /// conversation: enough was heard.
  package typealias Listener = @Sendable (ArraySlice<UInt8>) -> Bool

  private struct State {
    var descriptor: Int32 = -1
    var token: EventLoop.Token?
    var timer: EventLoop.Token?
    var unsent: ArraySlice<UInt8>
    var answer: [UInt8] = []
    var isConnected = false
    var continuation: CheckedContinuation<Result<[UInt8], SocketError>, Never>?
    var outcome: Result<[UInt8], SocketError>?
  }

  private let address: SocketAddress
  private let limit: Int
  private let isEnough: Listener?
  private let state: Mutex<State>

  private init(
    _ address: SocketAddress, _ request: [UInt8], limit: Int, until isEnough: Listener?
  ) {
    self.address = address
    self.limit = limit
    self.isEnough = isEnough
    state = Mutex(State(unsent: request[...]))
  }

  /// Sends `request` and returns all that comes back: at most `limit` bytes, within `timeout`, up
  /// to the end of the connection or until `isEnough` says false.
  package static func run(
    _ request: [UInt8], at address: SocketAddress, limit: Int = 64 << 20,
    timeout: Duration = .seconds(5), until isEnough: Listener? = nil
  ) async throws(SocketError) -> [UInt8] {
    let exchange = SocketExchange(address, request, limit: limit, until: isEnough)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        EventLoop.shared.submit { exchange.begin(continuation, timeout: timeout) }
      }
    } onCancel: {
      EventLoop.shared.submit { exchange.fail(.cancelled) }
    }
    return try result.get()
  }

  // Everything below runs on the event loop's thread.

  private func begin(
    _ continuation: CheckedContinuation<Result<[UInt8], SocketError>, Never>, timeout: Duration
  ) {
    let early = state.withLock { state in
      if state.outcome == nil { state.continuation = continuation }
      return state.outcome
    }
    if let early { return continuation.resume(returning: early) }
    let descriptor =
      switch address {
      case .path(let path): cs_socket_connect_unix(path)
      case .ip(let host, let port): cs_socket_connect_ip(host, port)
      }
    guard descriptor >= 0 else { return fail(.cannotConnect, errno: -descriptor) }
    do throws(SystemError) {
      let token = try EventLoop.shared.add(descriptor, [.readable, .writable]) { [self] events in
        happened(events)
      }
      let timer = EventLoop.shared.schedule(after: timeout) { [self] in fail(.timedOut) }
      state.withLock { state in
        state.descriptor = descriptor
        state.token = token
        state.timer = timer
      }
    } catch {
      close(descriptor)
      fail(.cannotConnect, errno: error.errno)
    }
  }

  private func happened(_ events: EventLoop.Events) {
    let (descriptor, isConnected) = state.withLock { ($0.descriptor, $0.isConnected) }
    guard descriptor >= 0 else { return }
    if !isConnected {
      let code = cs_socket_error(descriptor)
      guard code == 0 else { return fail(.cannotConnect, errno: -code) }
      state.withLock { $0.isConnected = true }
    }
    if events.contains(.writable) { send(descriptor) }
    if events.contains(.readable) || events.contains(.failed) { receive(descriptor) }
  }

  private func send(_ descriptor: Int32) {
    let (code, isDone) = state.withLock { state -> (Int, Bool) in
      while !state.unsent.isEmpty {
        let count = state.unsent.withUnsafeBytes {
          cs_socket_send(descriptor, $0.baseAddress, $0.count)
        }
        guard count >= 0 else { return (count, false) }
        state.unsent = state.unsent.dropFirst(count)
      }
      return (0, true)
    }
    if isDone {
      shutdown(descriptor, Int32(SHUT_WR))
      if let token = state.withLock({ $0.token }) { EventLoop.shared.modify(token, .readable) }
    } else if code != -Int(EAGAIN), code != -Int(EINTR) {
      // The peer may have said why before it closed, so its words are read first.
      receive(descriptor)
      fail(.broken, errno: Int32(-code))
    }
  }

  private func receive(_ descriptor: Int32) {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    // Bounded, so that a flood cannot keep the loop.
    for _ in 0..<16 {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count < 0 { return fail(.broken, errno: errno) }
      if count == 0 { return succeed() }
      let total = state.withLock { state in
        state.answer += chunk[..<count]
        return state.answer.count
      }
      guard total <= limit else { return fail(.tooLong) }
      if let isEnough, !isEnough(chunk[..<count]) { return succeed() }
    }
  }

  private func succeed() { finish(.success(state.withLock { $0.answer })) }

  private func fail(_ code: SocketError.Code, errno: Int32? = nil) {
    finish(.failure(SocketError(code, address, errno: errno)))
  }

  private func finish(_ outcome: Result<[UInt8], SocketError>) {
    let ended = state.withLock { state -> State? in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      defer {
        state.continuation = nil
        state.descriptor = -1
      }
      return state
    }
    guard let ended else { return }
    if let token = ended.token { EventLoop.shared.remove(token) }
    if let timer = ended.timer { EventLoop.shared.cancel(timer) }
    if ended.descriptor >= 0 { close(ended.descriptor) }
    ended.continuation?.resume(returning: outcome)
  }
}
