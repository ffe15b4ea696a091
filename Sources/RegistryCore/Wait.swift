import Synchronization

/// Something on its way that no task waits for; see `Registry.wait`. Forgetting it ends nothing.
package protocol Wait: AnyObject, Sendable {
  /// Ends it with `.cancelled`, within 100 ms, unless it is over. May be called at any time, any
  /// number of times.
  func cancel()
}

/// Waits in a task for what calls back, and cancels it with the task.
package func awaited<Answer: Sendable>(
  _ begin: (@escaping @Sendable (Result<Answer, RegistryError>) -> Void) -> any Wait
) async throws(RegistryError) -> Answer {
  let cancellation = Cancellation()
  return try await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      cancellation.take(begin { continuation.resume(returning: $0) })
    }
  } onCancel: {
    cancellation.cancel()
  }.get()
}

/// Cancels a wait that may not have begun yet.
private final class Cancellation: Sendable {
  private enum State {
    case idle, cancelled
    case waiting(any Wait)
  }

  private let state = Mutex(State.idle)

  func take(_ wait: any Wait) {
    let isCancelled = state.withLock { state in
      if case .cancelled = state { return true }
      state = .waiting(wait)
      return false
    }
    if isCancelled { wait.cancel() }
  }

  func cancel() {
    let state = state.withLock { state in
      defer { state = .cancelled }
      return state
    }
    if case .waiting(let wait) = state { wait.cancel() }
  }
}
