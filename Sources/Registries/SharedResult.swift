import RegistryCore
import Synchronization

/// The result of work that several tasks wait for. Each may leave when it is cancelled, which does
/// not end the work.
final class SharedResult<Success: Sendable, Failure: Error>: Sendable {
  private struct State {
    var result: Result<Success, Failure>?
    var waiters: [UInt64: CheckedContinuation<Result<Success, Failure>, Never>] = [:]
    var nextNumber: UInt64 = 0
  }

  private let cancellation: Failure
  private let state = Mutex(State())

  /// No result yet. `cancellation` is what a task gets that leaves.
  init(cancellation: Failure) { self.cancellation = cancellation }

  /// Gives all who wait, and will wait, the result; the first counts.
  func finish(_ result: Result<Success, Failure>) {
    let waiters = state.withLock { state in
      if state.result == nil { state.result = result }
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: result) }
  }

  /// The result, or `.cancelled` as soon as the task is.
  func get() async throws(Failure) -> Success {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state -> Result<Success, Failure>? in
          if let result = state.result { return result }
          // A cancellation from before this line has found nobody to wake.
          if Task.isCancelled { return .failure(cancellation) }
          state.waiters[number] = continuation
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
      waiter?.resume(returning: .failure(cancellation))
    }.get()
  }
}

extension SharedResult where Failure == EtcdFailure {
  convenience init() { self.init(cancellation: EtcdFailure(.cancelled, "cancelled")) }
}

extension SharedResult where Failure == RegistryError {
  convenience init() { self.init(cancellation: RegistryError(.cancelled, "cancelled")) }
}
