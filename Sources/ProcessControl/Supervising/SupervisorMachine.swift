package import SystemSupport

/// Decides when a supervised child is started, signalled, stopped and started again. Pure: time and
/// randomness come in, `Supervisor` carries actions out and reports back.
///
///     idle ──start──▶ running ──change──▶ splaying ──due──▶ signalled: running
///                        │                                └─ or stopping ──ended──▶ running
///                        └──ended──▶ waiting ──due──▶ running        └─ or finished
package struct SupervisorMachine: Sendable {
  /// What is decided by the user.
  package struct Policy: Sendable, Equatable {
    /// When a child that ended by itself is started again.
    package enum Restart: String, Sendable, CaseIterable {
      case never, onFailure = "on-failure", always
    }

    /// What tells the child of a change; nil starts it anew.
    package var reloadSignal: SignalName?
    /// What asks the child to end.
    package var killSignal = SignalName.terminate
    /// How long it may take to end before it is killed.
    package var killTimeout = Duration.seconds(30)
    /// The longest random delay before a change is told.
    package var splay = Duration.zero
    /// When a child that ended by itself is started again.
    package var restart = Restart.never
    /// How often in a row it is started again.
    package var restartLimit = 10
    /// A child that lived so long is not of the same row.
    package var stableTime = Duration.seconds(60)

    /// Never started again, restarted for changes.
    package init() {}
  }

  /// What happened.
  package enum Event: Equatable, Sendable {
    /// The files are there: the child can run.
    case start
    /// The files changed.
    case change
    /// The child ended.
    case ended(ProcessEnding)
    /// It could not be started.
    case startFailed
    /// A signal for the child arrived.
    case forward(SignalName)
    /// The clock reached `deadline`.
    case tick
    /// End the child, and all.
    case stop
  }

  /// What to do.
  package enum Action: Equatable, Sendable {
    /// Start the child, and report `.startFailed` if that fails.
    case start
    /// Send a signal to it.
    case send(SignalName)
    /// Kill it with all of its group.
    case kill
    /// What was changed so far is in use.
    case settled
    /// All is over: nil after `.stop`, else how the child ended.
    case finish(ProcessEnding?)
  }

  private enum State: Equatable {
    case idle
    case running(since: ContinuousClock.Instant)
    /// A change waits for its moment.
    case splaying(since: ContinuousClock.Instant, due: ContinuousClock.Instant)
    /// The child was asked to end.
    case stopping(isForRestart: Bool, due: ContinuousClock.Instant?)
    /// It ended by itself and is started again at `due`.
    case waiting(due: ContinuousClock.Instant)
    case finished
  }

  /// What is decided by the user; may change at any time.
  package var policy: Policy
  /// How often the child was started again in a row.
  package private(set) var restarts = 0
  private var state = State.idle
  private var backoff: Backoff

  /// Nothing started.
  package init(
    _ policy: Policy, backoff: Backoff = Backoff(base: .seconds(1), maximum: .seconds(60))
  ) {
    self.policy = policy
    self.backoff = backoff
  }

  /// When `.tick` is due, if it is.
  package var deadline: ContinuousClock.Instant? {
    switch state {
    case .splaying(_, let due), .waiting(let due): due
    case .stopping(_, let due): due
    case .idle, .running, .finished: nil
    }
  }

  /// Whether all is over.
  package var isFinished: Bool { state == .finished }

  /// The next steps after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> [Action] {
    switch (state, event) {
    case (.finished, .change): return [.settled]
    case (.finished, _): return []
    case (.idle, .start): return start(now)
    // It reads the files when it starts.
    case (.idle, .change): return [.settled]
    case (.waiting, .change): return start(now) + [.settled]
    case (.idle, .stop), (.waiting, .stop): return finish(nil)
    case (.waiting(let due), .tick): return now >= due ? start(now) : []
    case (.running(let since), .change):
      guard policy.splay > .zero else { return tell(since, now) }
      let delay = policy.splay * Double.random(in: 0..<1, using: &random)
      state = .splaying(since: since, due: now + delay)
      return []
    case (.splaying(let since, let due), .tick): return now >= due ? tell(since, now) : []
    case (.running(let since), .ended(let ending)):
      return ended(ending, since: since, now, using: &random)
    case (.splaying(let since, _), .ended(let ending)):
      let actions = ended(ending, since: since, now, using: &random)
      return actions.contains(.settled) ? actions : actions + [.settled]
    case (.running, .startFailed), (.splaying, .startFailed), (.stopping, .startFailed):
      return ended(.exited(status: 127), since: now, now, using: &random)
    case (.running, .stop), (.splaying, .stop): return stop(isForRestart: false, now)
    case (.stopping(true, let due), .stop):
      state = .stopping(isForRestart: false, due: due)
      return []
    case (.stopping(let isForRestart, let due), .tick): return kill(isForRestart, due, now)
    case (.stopping(true, _), .ended): return start(now) + [.settled]
    case (.stopping(false, _), .ended): return finish(nil)
    case (.running, .forward(let signal)), (.splaying, .forward(let signal)),
      (.stopping, .forward(let signal)):
      return [.send(signal)]
    case (.idle, _), (.running, _), (.splaying, _), (.stopping, _), (.waiting, _): return []
    }
  }

  private mutating func start(_ now: ContinuousClock.Instant) -> [Action] {
    state = .running(since: now)
    return [.start]
  }

  private mutating func finish(_ ending: ProcessEnding?) -> [Action] {
    state = .finished
    return [.finish(ending), .settled]
  }

  private mutating func tell(
    _ since: ContinuousClock.Instant, _ now: ContinuousClock.Instant
  ) -> [Action] {
    guard let signal = policy.reloadSignal else { return stop(isForRestart: true, now) }
    state = .running(since: since)
    return [.send(signal), .settled]
  }

  private mutating func stop(
    isForRestart: Bool, _ now: ContinuousClock.Instant
  ) -> [Action] {
    state = .stopping(isForRestart: isForRestart, due: now + policy.killTimeout)
    return [.send(policy.killSignal)]
  }

  private mutating func kill(
    _ isForRestart: Bool, _ due: ContinuousClock.Instant?, _ now: ContinuousClock.Instant
  ) -> [Action] {
    guard let due, now >= due else { return [] }
    state = .stopping(isForRestart: isForRestart, due: nil)
    return [.kill]
  }

  private mutating func ended(
    _ ending: ProcessEnding, since: ContinuousClock.Instant, _ now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> [Action] {
    if now - since >= policy.stableTime {
      restarts = 0
      backoff.reset()
    }
    let isWanted =
      switch policy.restart {
      case .never: false
      case .onFailure: !ending.isSuccess
      case .always: true
      }
    guard isWanted, restarts < policy.restartLimit else { return finish(ending) }
    restarts += 1
    state = .waiting(due: now + backoff.next(using: &random))
    return []
  }
}
