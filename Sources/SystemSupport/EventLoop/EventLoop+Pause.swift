import Synchronization

extension EventLoop {
  /// Waits for `duration`. Returns whether it is over: false when the task was cancelled first.
  ///
  /// `Task.sleep` would do the same with descriptors of its own, whose want ends the process.
  package func pause(for duration: Duration) async -> Bool {
    let pause = Pause()
    let timer = schedule(after: duration) { pause.end(isOver: true) }
    let isOver = await withTaskCancellationHandler {
      await pause.wait()
    } onCancel: {
      pause.end(isOver: false)
    }
    cancel(timer)
    return isOver
  }
}

/// One wait, ended by whoever comes first.
private final class Pause: Sendable {
  private struct State {
    var isOver: Bool?
    var waiter: CheckedContinuation<Bool, Never>?
  }

  private let state = Mutex(State())

  func end(isOver: Bool) {
    let waiter = state.withLock { state in
      if state.isOver == nil { state.isOver = isOver }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: isOver)
  }

  func wait() async -> Bool {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.isOver == nil { state.waiter = continuation }
        return state.isOver
      }
      if let isOver { continuation.resume(returning: isOver) }
    }
  }
}
