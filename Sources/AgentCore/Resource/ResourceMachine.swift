package import AgentConfiguration
package import SystemSupport

/// Decides when one resource is rendered and installed. Pure: time and randomness come in, the
/// driver carries actions out and reports back.
///
///     idle ──inputs changed──▶ settling ──quiet──▶ (render) ──changed──▶ installing ──▶ idle
///                                                      └─incomplete, same, refused before─▶ idle
///     installing ──failed──▶ retrying ──due──▶ (render) …
package struct ResourceMachine: Sendable {
  /// Where the resource stands.
  package enum Phase: Equatable, Sendable {
    case idle
    /// Changes are coming in; render at `due`, which never moves beyond `latest`.
    case settling(due: ContinuousClock.Instant, latest: ContinuousClock.Instant)
    /// Check and commit are under way; `isDirty` says that inputs changed meanwhile.
    case installing(isDirty: Bool)
    /// The world refused the last installation; try again at `due`.
    case retrying(due: ContinuousClock.Instant)
  }

  /// What happened.
  package enum Event {
    /// Data, template or settings changed, or a full pass is due.
    case inputsChanged
    /// The clock reached `deadline`, or just moved.
    case tick
    /// The driver rendered, as asked.
    case rendered(Result)
    /// The driver finished an installation.
    case installed(Installation)
  }

  /// What a rendering gave.
  package enum Result {
    /// Queries are missing; their arrival is an `inputsChanged`.
    case incomplete
    /// The template failed; changed inputs may mend it.
    case failed
    /// The destination holds these very bytes.
    case unchanged
    /// The check refused these very bytes before.
    case refusedBefore
    /// The destination has to be replaced.
    case changed
  }

  /// How an installation ended.
  package enum Installation {
    case committed
    /// The check said no: the same bytes need no second try.
    case refused
    /// The check could not run, or the disk is full: worth another try.
    case failed
  }

  /// What to do.
  package enum Action: Equatable, Sendable {
    case nothing
    /// Render now, then report `.rendered`.
    case render
    /// Check and commit what was rendered, then report `.installed`.
    case install
  }

  /// Where the resource stands.
  package private(set) var phase = Phase.idle
  /// How long changes settle.
  package var quiescence: ResourceSettings.Quiescence?
  private var hasRendered = false
  private var backoff: Backoff

  /// A resource that has not been rendered.
  package init(
    quiescence: ResourceSettings.Quiescence?,
    retry: Backoff = Backoff(base: .seconds(1), maximum: .seconds(60))
  ) {
    self.quiescence = quiescence
    self.backoff = retry
  }

  /// When `.tick` is due, if it is.
  package var deadline: ContinuousClock.Instant? {
    switch phase {
    case .idle, .installing: nil
    case .settling(let due, _), .retrying(let due): due
    }
  }

  /// The next step after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Action {
    switch event {
    case .inputsChanged: return inputsChanged(at: now)
    case .tick: return tick(at: now)
    case .rendered(let result): return rendered(result)
    case .installed(let outcome): return installed(outcome, at: now, using: &random)
    }
  }

  private mutating func inputsChanged(at now: ContinuousClock.Instant) -> Action {
    switch phase {
    case .idle, .retrying:
      // Quiescence lets running services settle; the first complete file must not wait for it.
      guard let quiescence, hasRendered else {
        phase = .idle
        return .render
      }
      let latest = now + quiescence.maximum
      phase = .settling(due: min(now + quiescence.minimum, latest), latest: latest)
      return tick(at: now)
    case .settling(_, let latest):
      let minimum = quiescence?.minimum ?? .zero
      phase = .settling(due: min(now + minimum, latest), latest: latest)
      return tick(at: now)
    case .installing:
      phase = .installing(isDirty: true)
      return .nothing
    }
  }

  private mutating func tick(at now: ContinuousClock.Instant) -> Action {
    guard let deadline, now >= deadline else { return .nothing }
    phase = .idle
    return .render
  }

  private mutating func rendered(_ result: Result) -> Action {
    switch result {
    case .incomplete, .failed:
      phase = .idle
      return .nothing
    case .unchanged, .refusedBefore:
      hasRendered = true
      backoff.reset()
      phase = .idle
      return .nothing
    case .changed:
      hasRendered = true
      phase = .installing(isDirty: false)
      return .install
    }
  }

  private mutating func installed(
    _ outcome: Installation, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Action {
    guard case .installing(let isDirty) = phase else { return .nothing }
    phase = .idle
    switch outcome {
    case .committed, .refused: backoff.reset()
    case .failed where !isDirty:
      phase = .retrying(due: now + backoff.next(using: &random))
      return .nothing
    case .failed: break
    }
    return isDirty ? inputsChanged(at: now) : .nothing
  }
}
