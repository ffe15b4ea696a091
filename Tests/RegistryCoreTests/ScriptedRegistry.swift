import RegistryCore
import Synchronization
import Values

/// A registry in memory: answers, changes and fails as the test says.
final class ScriptedRegistry: Registry {
  private struct State {
    var readings: [Query.Subject: Reading] = [:]
    var failure: RegistryError?
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0
    var reads = 0
  }

  private let state = Mutex(State())

  var reads: Int { state.withLock { $0.reads } }

  var waiting: Int { state.withLock { $0.waiters.count } }

  func set(_ subject: Query.Subject, _ reading: Reading) {
    change { $0.readings[subject] = reading }
  }

  func fail(_ error: RegistryError?) { change { $0.failure = error } }

  func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
    state.withLock { $0.reads += 1 }
    while true {
      if Task.isCancelled { throw RegistryError(.cancelled, "cancelled") }
      let (failure, reading) = state.withLock { ($0.failure, $0.readings[query.subject]) }
      if let failure { throw failure }
      if let reading, reading.index != index { return reading }
      await waitForChange()
    }
  }

  func shutdown() async { change { _ in } }

  private func change(_ body: (inout State) -> Void) {
    let waiters = state.withLock { state in
      body(&state)
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume() }
  }

  private func waitForChange() async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.waiters[number] = continuation
          return false
        }
        if isCancelled { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
