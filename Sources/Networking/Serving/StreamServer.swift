import CSystem
import Synchronization
package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Answers one request on each connection of a stream socket, then closes it.
///
/// What clients do cannot hurt: requests have a size, connections a number and a deadline. Those
/// that come while all are taken wait in the system's queue.
package final class StreamServer: Sendable {
  /// What clients may do.
  package struct Limits: Sendable {
    /// The most bytes of a request.
    package var requestSize = 16 << 10
    /// The most connections at a time.
    package var connections = 64
    /// How long a connection may last.
    package var deadline = Duration.seconds(10)

    /// The defaults.
    package init() {}
  }

  /// How requests are read and answered.
  package struct Service: Sendable {
    /// Whether these bytes are a whole request. The end of what the client sends ends one, too.
    package let isComplete: @Sendable (ArraySlice<UInt8>) -> Bool
    /// The answer to a request.
    package let answer: @Sendable ([UInt8]) async -> [UInt8]

    /// A service.
    package init(
      isComplete: @escaping @Sendable (ArraySlice<UInt8>) -> Bool,
      answer: @escaping @Sendable ([UInt8]) async -> [UInt8]
    ) {
      self.isComplete = isComplete
      self.answer = answer
    }
  }

  private struct State {
    var listener: Int32
    var token: EventLoop.Token?
    var connections: [ObjectIdentifier: ServerConnection] = [:]
    var isPaused = false
  }

  private let address: SocketAddress
  private let limits: Limits
  private let service: Service
  private let state: Mutex<State>

  /// Listens at an address until `stop`. A unix socket gets mode 0600; a stale one is replaced.
  package init(
    at address: SocketAddress, limits: Limits = Limits(), _ service: Service
  ) throws(SystemError) {
    self.address = address
    self.limits = limits
    self.service = service
    let backlog: Int32 = 256
    let descriptor =
      switch address {
      case .path(let path): cs_socket_listen_unix(path, 0o600)
      case .ip(let host, let port): cs_socket_listen_ip(host, port, backlog)
      }
    guard descriptor >= 0 else {
      throw SystemError(errno: -descriptor, what: "listen at `\(address)`")
    }
    state = Mutex(State(listener: descriptor))
    // A shorter queue is no reason not to listen.
    _ = cs_socket_backlog(descriptor, backlog)
    do throws(SystemError) {
      let token = try EventLoop.shared.add(descriptor, .readable) { [weak self] _ in
        self?.accept()
      }
      state.withLock { $0.token = token }
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Closes the socket and all connections; removes a unix socket's file.
  package func stop() {
    let (listener, token, open) = state.withLock { state in
      defer {
        state.listener = -1
        state.token = nil
        state.connections = [:]
      }
      return (state.listener, state.token, Array(state.connections.values))
    }
    guard listener >= 0 else { return }
    if let token { EventLoop.shared.remove(token) }
    close(listener)
    if case .path(let path) = address { unlink(path) }
    for connection in open { connection.end() }
  }

  private func accept() {
    // Bounded, so that a flood cannot keep the loop.
    for _ in 0..<16 {
      let descriptor = state.withLock { state -> Int32 in
        guard state.listener >= 0 else { return -1 }
        guard state.connections.count < limits.connections else {
          state.isPaused = true
          if let token = state.token { EventLoop.shared.modify(token, []) }
          return -1
        }
        return cs_socket_accept(state.listener)
      }
      guard descriptor >= 0 else { return }
      let connection = ServerConnection(descriptor, service, limits) { [weak self] ended in
        self?.ended(ended)
      }
      state.withLock { $0.connections[ObjectIdentifier(connection)] = connection }
      connection.begin()
    }
  }

  private func ended(_ connection: ServerConnection) {
    state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = nil
      guard state.isPaused, let token = state.token else { return }
      state.isPaused = false
      EventLoop.shared.modify(token, .readable)
    }
  }
}
