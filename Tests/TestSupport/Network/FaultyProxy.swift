import Foundation
import Synchronization

/// Stands between a client and a real server on 127.0.0.1 and does to the connections what networks
/// and dying servers do.
///
/// Each connection has two threads with blocking calls, one for each direction.
package final class FaultyProxy: Sendable {
  /// What happens to connections, old and new ones.
  package enum Fault: Sendable, Equatable {
    /// Nothing.
    case none
    /// New connections are reset at once.
    case refuse
    /// Nothing passes in either direction, and nobody is told.
    case hold
    /// Each piece waits so long before it passes.
    case delay(milliseconds: Int)
    /// Of each answer one byte passes at a time.
    case drip(milliseconds: Int)
    /// A connection ends in good order after so many bytes from the server.
    case cut(after: Int)
    /// A connection is reset after so many bytes from the server.
    case reset(after: Int)
    /// Every request is answered with these pieces, a pause before each; then the connection ends.
    case answer([Piece])
  }

  /// Some bytes and the pause before them.
  package struct Piece: Sendable, Equatable {
    let milliseconds: Int
    let bytes: [UInt8]

    /// Bytes that are sent after a pause.
    package init(after milliseconds: Int = 0, _ bytes: [UInt8]) {
      self.milliseconds = milliseconds
      self.bytes = bytes
    }
  }

  /// The port on 127.0.0.1.
  package let port: UInt16
  private let target: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var fault = Fault.none
    var links: [ObjectIdentifier: ProxyLink] = [:]
    var isStopped = false
  }

  /// A proxy of a server's port, which may listen at every interface.
  package init(to target: UInt16, isEverywhere: Bool = false) throws {
    self.target = target
    port = try FreePort.next()
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let bound = FreePort.withLoopback(port, isEverywhere: isEverywhere) { bind(listener, $0, $1) }
    guard bound == 0, listen(listener, 1024) == 0 else {
      throw TestSupportError("cannot listen at port \(port)")
    }
    detach { [self] in acceptConnections() }
  }

  /// What happens from now on.
  package func set(_ fault: Fault) { state.withLock { $0.fault = fault } }

  /// Resets all connections there are.
  package func resetAll() {
    for link in state.withLock({ Array($0.links.values) }) { link.end(isReset: true) }
  }

  /// Has nothing pass any more over the connections there are, which stay open for ever: what
  /// stands on the way has forgotten them. New ones are as good as before.
  package func forgetAll() {
    for link in state.withLock({ Array($0.links.values) }) { link.forget() }
  }

  /// How many connections there are.
  package var connectionCount: Int { state.withLock { $0.links.count } }

  /// Stops listening and ends all connections.
  package func stop() {
    state.withLock {
      $0.isStopped = true
      $0.fault = .none
    }
    shutdown(listener, Int32(SHUT_RDWR))
    resetAll()
  }

  private var fault: Fault { state.withLock { $0.isStopped ? .refuse : $0.fault } }

  private func detach(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    thread.stackSize = 256 << 10
    thread.start()
  }

  private func acceptConnections() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      let server = fault == .refuse ? -1 : connectToServer()
      let link = ProxyLink(client: client, server: server)
      guard server >= 0 else {
        link.end(isReset: true)
        link.finishHalf()
        link.finishHalf()
        continue
      }
      state.withLock { $0.links[ObjectIdentifier(link)] = link }
      for isAnswer in [false, true] {
        detach { [self] in
          pump(link, isAnswer: isAnswer)
          link.end(isReset: false)
          if link.finishHalf() {
            state.withLock { _ = $0.links.removeValue(forKey: ObjectIdentifier(link)) }
          }
        }
      }
    }
    close(listener)
  }

  private func connectToServer() -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if FreePort.withLoopback(target, { connect(descriptor, $0, $1) }) == 0 { return descriptor }
    close(descriptor)
    return -1
  }

  /// Carries one direction until an end goes or a fault ends it.
  private func pump(_ link: ProxyLink, isAnswer: Bool) {
    var passed = 0
    while let piece = link.receive(fromServer: isAnswer) {
      if link.isForgotten { continue }
      // An answer that came before the fault waits with it.
      while fault == .hold, !link.isEnded { _ = poll(nil, 0, 5) }
      switch (fault, isAnswer) {
      case (.answer(let pieces), false):
        for piece in pieces {
          _ = poll(nil, 0, Int32(piece.milliseconds))
          guard link.send(piece.bytes, toServer: false) else { return }
        }
        return
      // Bytes of a stream never are lost without its end.
      case (.answer, true): return
      case (.delay(let milliseconds), _): _ = poll(nil, 0, Int32(milliseconds))
      case (.drip(let milliseconds), true):
        guard drip(piece, link, milliseconds) else { return }
        continue
      case (.cut(let limit), true), (.reset(let limit), true):
        passed += piece.count
        guard passed >= limit else { break }
        link.send(Array(piece.prefix(max(0, limit - (passed - piece.count)))), toServer: false)
        if case .reset = fault { link.end(isReset: true) }
        return
      default: break
      }
      guard link.send(piece, toServer: !isAnswer) else { return }
    }
  }

  private func drip(_ piece: [UInt8], _ link: ProxyLink, _ milliseconds: Int) -> Bool {
    for (offset, byte) in piece.enumerated() {
      guard case .drip = fault else {
        return link.send(Array(piece[offset...]), toServer: false)
      }
      _ = poll(nil, 0, Int32(milliseconds))
      guard link.send([byte], toServer: false) else { return false }
    }
    return true
  }
}
