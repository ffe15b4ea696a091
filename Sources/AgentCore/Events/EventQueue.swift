import Synchronization
import SystemSupport

/// Hands events from anywhere to one consumer, which takes all that are there at once. Unbounded,
/// because its producers are bounded: each watcher, file and child has at most one event under way.
package final class EventQueue<Event: Sendable>: Sendable {
  private struct State {
    var events: [Event] = []
    var consumer: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// An empty queue.
  package init() {}

  /// Adds an event and wakes the consumer.
  package func send(_ event: Event) {
    let consumer = state.withLock { state in
      state.events.append(event)
      defer { state.consumer = nil }
      return state.consumer
    }
    consumer?.resume()
  }

  /// All events, as soon as there is one; none when the deadline passes or the task is cancelled
  /// first. For one consumer.
  package func next(before deadline: ContinuousClock.Instant?) async -> [Event] {
    var timer: EventLoop.Token?
    if let deadline {
      let remaining = max(.zero, deadline - .now)
      timer = EventLoop.shared.schedule(after: remaining) { [self] in wake() }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          let isDue = deadline.map { $0 <= .now } ?? false
          if !state.events.isEmpty || isDue || Task.isCancelled { return true }
          state.consumer = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      wake()
    }
    if let timer { EventLoop.shared.cancel(timer) }
    return state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }

  private func wake() {
    let consumer = state.withLock { state in
      defer { state.consumer = nil }
      return state.consumer
    }
    consumer?.resume()
  }
}
