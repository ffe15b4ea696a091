import RegistryCore
import Synchronization
import SystemSupport

/// The pauses of a registry that has to look again and again. Ends them when it is shut down.
final class PollPauses: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isShutDown = false
    var nextNumber = 0
    var pauses: [Int: Task<Bool, Never>] = [:]
  }

  /// Returns after `duration`; throws `.cancelled` at cancellation and shutdown.
  func pause(for duration: Duration) async throws(RegistryError) {
    let started = state.withLock { state -> (number: Int, task: Task<Bool, Never>)? in
      guard !state.isShutDown else { return nil }
      state.nextNumber += 1
      let task = Task { await EventLoop.shared.pause(for: duration) }
      state.pauses[state.nextNumber] = task
      return (state.nextNumber, task)
    }
    guard let started else { throw PollPauses.cancelled }
    let isOver = await withTaskCancellationHandler {
      await started.task.value
    } onCancel: {
      started.task.cancel()
    }
    state.withLock { _ = $0.pauses.removeValue(forKey: started.number) }
    if !isOver { throw PollPauses.cancelled }
  }

  /// Ends all pauses, now and later.
  func shutdown() {
    let pauses = state.withLock { state in
      state.isShutDown = true
      return Array(state.pauses.values)
    }
    for pause in pauses { pause.cancel() }
  }

  private static let cancelled = RegistryError(.cancelled, "cancelled while waiting to poll")
}
