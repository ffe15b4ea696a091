import Synchronization
import SystemSupport

/// Asks one query for ever, by the rules of `WatchMachine`, and publishes what changed.
///
/// There are thousands of watchers, and nearly always nothing to do for them: a task, which keeps
/// its frames, is there only while one asks or publishes. What it waits for starts the next one.
package final class Watcher: Sendable {
  private typealias Event = WatchMachine.Event
  private typealias Answer = Result<Reading, RegistryError>

  private struct State {
    var machine: WatchMachine
    var stage = Stage.new
    var isStopped = false
    /// Who waits for its end.
    var awaiting: [CheckedContinuation<Void, Never>] = []
  }

  private enum Stage {
    case new
    case working(Task<Void, Never>)
    /// A wait is being begun. Its answer may be there before its handle.
    case settling(Task<Void, Never>, Answer?)
    case waiting(any Wait)
    case pausing(EventLoop.Token)
    case ended
  }

  private let query: Query
  private let post: WatchPost
  private let state: Mutex<State>

  /// A watcher that has not started.
  package init(_ query: Query, at post: WatchPost) {
    self.query = query
    self.post = post
    state = Mutex(State(machine: post.machine))
  }

  /// Starts it, once.
  package func start() {
    state.withLock { state in
      guard case .new = state.stage else { return }
      work(on: .started, &state)
    }
  }

  /// Stops it, started or not: it publishes nothing from now on, and what it waits for is
  /// cancelled.
  package func stop() {
    let effect = state.withLock { state -> @Sendable () -> Void in
      state.isStopped = true
      switch state.stage {
      case .new: return end(&state)
      case .working(let task): return { task.cancel() }
      case .waiting(let wait): return { wait.cancel() }
      case .pausing(let timer):
        EventLoop.shared.cancel(timer)
        return end(&state)
      // Whoever begins the wait looks whether it is still wanted.
      case .settling, .ended: return {}
      }
    }
    effect()
  }

  /// Returns when a watcher that was stopped, or whose registry was shut down, does nothing any
  /// more.
  package func ended() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if case .ended = state.stage { return true }
        state.awaiting.append(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  private func work(on event: Event, _ state: inout State) {
    state.stage = .working(Task { [self] in await run(event) })
  }

  /// Ends it for good; the result tells those who wait for that.
  private func end(_ state: inout State) -> @Sendable () -> Void {
    state.stage = .ended
    defer { state.awaiting = [] }
    return { [awaiting = state.awaiting] in
      for continuation in awaiting { continuation.resume() }
    }
  }
}

// MARK: - working

extension Watcher {
  /// Works until there is something to wait for, or nothing to do any more.
  private func run(_ first: Event) async {
    var next: Event? = first
    while let event = next {
      if case .answered = event { noteRecovery() }
      guard let action = decide(event) else { return finish() }
      switch action {
      case .read(let index): next = await read(after: index)
      case .publish(let reading):
        publish(reading)
        next = .waited
      case .wait(let delay, let error):
        if let error { noteFailure(error, retryingAfter: delay) }
        pause(for: delay)
        next = nil
      }
    }
  }

  /// What to do next; nil where it was stopped.
  private func decide(_ event: Event) -> WatchMachine.Action? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      var random = SystemRandomNumberGenerator()
      return state.machine.receive(event, at: .now, using: &random)
    }
  }

  /// What the registry answers; nil where the task is to end, as the answer comes without it or
  /// never.
  private func read(after index: UInt64?) async -> Event? {
    if let index {
      switch wait(after: index) {
      case .impossible: break
      case .waiting: return nil
      case .answered(let answer): return proceed(with: answer)
      }
    }
    do throws(RegistryError) {
      return .answered(try await post.registry.read(query, after: index))
    } catch { return proceed(with: .failure(error)) }
  }

  private enum Begin {
    case impossible, waiting
    case answered(Answer)
  }

  /// Begins to wait, so that the task may end.
  private func wait(after index: UInt64) -> Begin {
    state.withLock { state in
      if case .working(let task) = state.stage { state.stage = .settling(task, nil) }
    }
    let wait = post.registry.wait(for: query, after: index) { [self] in receive($0) }
    let (begin, mustCancel) = state.withLock { state -> (Begin, Bool) in
      guard case .settling(let task, let answer) = state.stage else {
        preconditionFailure("a watcher settles in its only task")
      }
      guard let wait, answer == nil else {
        state.stage = .working(task)
        return (answer.map { .answered($0) } ?? .impossible, false)
      }
      state.stage = .waiting(wait)
      return (.waiting, state.isStopped)
    }
    if mustCancel { wait?.cancel() }
    return begin
  }

  private func receive(_ answer: Answer) {
    let effect = state.withLock { state -> @Sendable () -> Void in
      switch state.stage {
      case .settling(let task, _): state.stage = .settling(task, answer)
      case .waiting:
        guard !state.isStopped, let event = event(of: answer) else { return end(&state) }
        work(on: event, &state)
      case .new, .working, .pausing, .ended:
        preconditionFailure("a registry answers a wait once")
      }
      return {}
    }
    effect()
  }

  /// What an answer means; nil where the registry is shut down.
  private func event(of answer: Answer) -> Event? {
    switch answer {
    case .success(let reading): .answered(reading)
    case .failure(let error): error.code == .cancelled ? nil : .failed(error)
    }
  }

  private func proceed(with answer: Answer) -> Event? {
    let event = event(of: answer)
    if event == nil { finish() }
    return event
  }

  private func pause(for delay: Duration) {
    let effect = state.withLock { state -> @Sendable () -> Void in
      guard !state.isStopped else { return end(&state) }
      let timer = EventLoop.shared.schedule(after: delay) { [self] in goOn() }
      state.stage = .pausing(timer)
      return {}
    }
    effect()
  }

  private func goOn() {
    state.withLock { state in
      if case .pausing = state.stage { work(on: .waited, &state) }
    }
  }

  private func finish() { state.withLock { end(&$0) }() }
}

// MARK: - telling

extension Watcher {
  // The store changes under the lock: what was stopped leaves no trace there any more.
  private func publish(_ reading: Reading) {
    post.tell(state.withLock { $0.isStopped ? [] : post.publish(reading, for: query) })
  }

  private func noteRecovery() {
    if let failure = state.withLock({ $0.isStopped ? nil : post.recover(query) }) {
      post.tell(of: query, recoveredFrom: failure)
    }
  }

  private func noteFailure(_ error: RegistryError, retryingAfter delay: Duration) {
    let isNews = state.withLock { $0.isStopped ? nil : post.fail(query, with: error) }
    if let isNews { post.tell(error, of: query, isNews: isNews, retryingAfter: delay) }
  }
}
