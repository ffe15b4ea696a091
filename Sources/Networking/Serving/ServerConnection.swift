import CSystem
import Synchronization
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// One connection of a `StreamServer`: reads a request, sends the answer, ends.
final class ServerConnection: Sendable {
  private enum Phase {
    case reading
    case answering(Task<Void, Never>?)
    case sending
    case draining
    case ended
  }

  private struct State {
    var descriptor: Int32
    var token: EventLoop.Token?
    var timer: EventLoop.Token?
    var phase = Phase.reading
    var request: [UInt8] = []
    var unsent: ArraySlice<UInt8> = []
  }

  private let service: StreamServer.Service
  private let limits: StreamServer.Limits
  private let onEnd: @Sendable (ServerConnection) -> Void
  private let state: Mutex<State>

  init(
    _ descriptor: Int32, _ service: StreamServer.Service, _ limits: StreamServer.Limits,
    onEnd: @escaping @Sendable (ServerConnection) -> Void
  ) {
    self.service = service
    self.limits = limits
    self.onEnd = onEnd
    state = Mutex(State(descriptor: descriptor))
  }

  func begin() {
    let descriptor = state.withLock { $0.descriptor }
    do throws(SystemError) {
      let token = try EventLoop.shared.add(descriptor, .readable) { [self] events in
        happened(events)
      }
      let timer = EventLoop.shared.schedule(after: limits.deadline) { [self] in end() }
      state.withLock { state in
        state.token = token
        state.timer = timer
      }
    } catch {
      end()
    }
  }

  /// Closes the connection at once, whatever it is doing.
  func end() {
    let ended = state.withLock { state -> State? in
      if case .ended = state.phase { return nil }
      defer {
        state.phase = .ended
        state.descriptor = -1
      }
      return state
    }
    guard let ended else { return }
    if case .answering(let task) = ended.phase { task?.cancel() }
    if let token = ended.token { EventLoop.shared.remove(token) }
    if let timer = ended.timer { EventLoop.shared.cancel(timer) }
    if ended.descriptor >= 0 { close(ended.descriptor) }
    onEnd(self)
  }

  private func happened(_ events: EventLoop.Events) {
    switch state.withLock({ $0.phase }) {
    case .reading: receive()
    case .answering:
      // The client is gone: nobody needs the answer.
      if events.contains(.failed) { end() }
    case .sending: send()
    case .draining: drain()
    case .ended: break
    }
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let descriptor = state.withLock { $0.descriptor }
      guard descriptor >= 0 else { return }
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count < 0 { return end() }
      let request = state.withLock { state in
        state.request += chunk[..<count]
        return state.request
      }
      if count == 0, request.isEmpty { return end() }
      // One that is too long is answered, too: the service says what is wrong with it.
      if count == 0 || request.count >= limits.requestSize || service.isComplete(request[...]) {
        return answer(Array(request.prefix(limits.requestSize)))
      }
    }
  }

  private func answer(_ request: [UInt8]) {
    state.withLock { state in
      state.phase = .answering(nil)
      // What the client sends now is not read; only the answer is awaited.
      if let token = state.token { EventLoop.shared.modify(token, []) }
    }
    let task = Task { [self] in
      let answer = await service.answer(request)
      EventLoop.shared.submit { [self] in
        state.withLock { state in
          guard case .answering = state.phase else { return }
          state.phase = .sending
          state.unsent = answer[...]
          if let token = state.token { EventLoop.shared.modify(token, .writable) }
        }
        send()
      }
    }
    state.withLock { state in
      if case .answering = state.phase { state.phase = .answering(task) }
    }
  }

  private func send() {
    let isDone = state.withLock { state -> Bool in
      guard case .sending = state.phase, state.descriptor >= 0 else { return false }
      while !state.unsent.isEmpty {
        let count = state.unsent.withUnsafeBytes {
          cs_socket_send(state.descriptor, $0.baseAddress, $0.count)
        }
        if count == -Int(EINTR) { continue }
        if count == -Int(EAGAIN) { return false }
        guard count >= 0 else { return true }
        state.unsent = state.unsent.dropFirst(count)
      }
      shutdown(state.descriptor, Int32(SHUT_WR))
      state.phase = .draining
      if let token = state.token { EventLoop.shared.modify(token, .readable) }
      return false
    }
    if isDone { end() }
  }

  /// Reads on until the client is done: what is not read would make the system reset the
  /// connection, and the answer be lost.
  private func drain() {
    let descriptor = state.withLock { $0.descriptor }
    var rest = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<16 {
      let count = read(descriptor, &rest, rest.count)
      if count > 0 { continue }
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      return end()
    }
  }
}
