import Synchronization

/// What has arrived of a stream's body and has not been read yet. The loop's thread fills it, one
/// task reads it.
final class StreamBuffer: BodySink {
  private struct State {
    var headWaiter: CheckedContinuation<Result<ResponseHead, HTTPError>, Never>?
    var bytes: [UInt8] = []
    var isFull = false
    var end: Result<ResponseHead, HTTPError>?
    /// The wait that is on; wakes of earlier ones are late.
    var waitNumber: UInt64 = 0
    var isWoken = false
    var waiter: CheckedContinuation<Void, Never>?

    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
      defer { waiter = nil }
      return waiter
    }
  }

  /// What a reader gets.
  struct Taken {
    let bytes: [UInt8]
    /// Whether the transfer waits for room and has to be told that there is some.
    let mustResume: Bool
    let end: Result<ResponseHead, HTTPError>?
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = max(1, limit) }

  /// Has the head, or why there is none, sent to a continuation.
  func expectHead(_ waiter: CheckedContinuation<Result<ResponseHead, HTTPError>, Never>) {
    state.withLock { $0.headWaiter = waiter }
  }

  func receive(_ head: ResponseHead) {
    takeHeadWaiter()?.resume(returning: .success(head))
  }

  func receive(_ bytes: UnsafeRawBufferPointer) -> BodyDecision {
    let (decision, waiter) = state.withLock {
      state -> (BodyDecision, CheckedContinuation<Void, Never>?) in
      guard state.bytes.count < limit else {
        state.isFull = true
        return (.later, nil)
      }
      state.bytes.append(contentsOf: bytes)
      return (.accepted, state.takeWaiter())
    }
    waiter?.resume()
    return decision
  }

  /// Notes the end of the transfer.
  func finish(_ result: Result<ResponseHead, HTTPError>) {
    takeHeadWaiter()?.resume(returning: result)
    let waiter = state.withLock { state in
      if state.end == nil { state.end = result }
      return state.takeWaiter()
    }
    waiter?.resume()
  }

  /// All that has arrived.
  func take() -> Taken {
    state.withLock { state in
      defer {
        state.bytes = []
        state.isFull = false
      }
      return Taken(bytes: state.bytes, mustResume: state.isFull, end: state.end)
    }
  }

  /// The number of the wait that comes.
  func announceWait() -> UInt64 {
    state.withLock { state in
      state.waitNumber += 1
      state.isWoken = false
      return state.waitNumber
    }
  }

  /// Returns when there is something to take, or when this wait is woken.
  func wait(_ number: UInt64) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        let isOver = !state.bytes.isEmpty || state.end != nil || state.isWoken
        if !isOver { state.waiter = continuation }
        return isOver
      }
      if isOver { continuation.resume() }
    }
  }

  /// Ends a wait, begun or not, without anything to take.
  func wake(_ number: UInt64) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waitNumber == number else { return nil }
      state.isWoken = true
      return state.takeWaiter()
    }
    waiter?.resume()
  }

  private func takeHeadWaiter() -> CheckedContinuation<Result<ResponseHead, HTTPError>, Never>? {
    state.withLock { state in
      defer { state.headWaiter = nil }
      return state.headWaiter
    }
  }
}
