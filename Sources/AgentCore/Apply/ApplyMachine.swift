package import SystemSupport

/// Decides when one way of applying (one reload command, one signal) runs. Resources which share it
/// share the runs: what was committed before a run begins is covered by it, what is committed later
/// needs another. An apply is merged or postponed, never dropped.
package struct ApplyMachine: Sendable {
  /// Where it stands.
  package enum Phase: Equatable, Sendable {
    case idle
    /// Running for `covered`; `waiting` was committed meanwhile.
    case running(covered: Set<Int>, waiting: Set<Int>)
    /// It failed; run again at `due`.
    case retrying(pending: Set<Int>, due: ContinuousClock.Instant)
  }

  /// What happened.
  package enum Event {
    /// A resource (by its number) was committed, or was found pending at the start.
    case committed(Set<Int>)
    /// These resources are not applied in this way any more.
    case withdrawn(Set<Int>)
    /// The clock reached `deadline`, or just moved.
    case tick
    /// The run ended.
    case succeeded
    case failed
    /// The run did not begin, as it was too early: try at the moment, which is no failure. A commit
    /// that comes before asks at once, for it may be one which need not wait.
    case postponed(until: ContinuousClock.Instant)
  }

  /// What to do.
  package enum Action: Equatable, Sendable {
    case nothing
    /// Run it for these resources; report `.succeeded` or `.failed`.
    case run(Set<Int>)
    /// The resources are applied: their pending marks can go. Then run again if `next` is not
    /// empty.
    case settle(Set<Int>, next: Set<Int>)
  }

  /// Where it stands.
  package private(set) var phase = Phase.idle
  /// How often it failed in a row.
  package private(set) var failures = 0
  private var backoff: Backoff

  /// Nothing to apply yet.
  package init(retry: Backoff = Backoff(base: .seconds(1), maximum: .seconds(60))) {
    backoff = retry
  }

  /// When `.tick` is due, if it is.
  package var deadline: ContinuousClock.Instant? {
    if case .retrying(_, let due) = phase { due } else { nil }
  }

  /// The resources that are committed but not applied.
  package var pending: Set<Int> {
    switch phase {
    case .idle: []
    case .running(let covered, let waiting): covered.union(waiting)
    case .retrying(let pending, _): pending
    }
  }

  /// The next step after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Action {
    switch (phase, event) {
    case (.idle, .committed(let resources)):
      return run(resources)
    case (.running(let covered, let waiting), .committed(let resources)):
      phase = .running(covered: covered, waiting: waiting.union(resources))
      return .nothing
    case (.retrying(let pending, _), .committed(let resources)):
      // New input may be what mends the failure, so it does not wait for the retry.
      return run(pending.union(resources))
    case (.retrying(let pending, let due), .tick):
      return now >= due ? run(pending) : .nothing
    case (.running(let covered, let waiting), .succeeded):
      settle()
      if !waiting.isEmpty { phase = .running(covered: waiting, waiting: []) }
      return .settle(covered.subtracting(waiting), next: waiting)
    case (.running(let covered, let waiting), .failed):
      guard !pending.isEmpty else {
        settle()
        return .nothing
      }
      failures += 1
      phase = .retrying(
        pending: covered.union(waiting), due: now + backoff.next(using: &random))
      return waiting.isEmpty ? .nothing : run(covered.union(waiting))
    case (.running(let covered, let waiting), .postponed(let due)):
      guard !pending.isEmpty else {
        phase = .idle
        return .nothing
      }
      phase = .retrying(pending: covered.union(waiting), due: due)
      return waiting.isEmpty ? .nothing : run(covered.union(waiting))
    case (_, .withdrawn(let resources)):
      withdraw(resources)
      return .nothing
    case (_, .tick), (_, .succeeded), (_, .failed), (_, .postponed):
      return .nothing
    }
  }

  private mutating func withdraw(_ resources: Set<Int>) {
    switch phase {
    case .idle: return
    case .running(let covered, let waiting):
      phase = .running(
        covered: covered.subtracting(resources), waiting: waiting.subtracting(resources))
    case .retrying(let pending, let due):
      let rest = pending.subtracting(resources)
      if rest.isEmpty { settle() } else { phase = .retrying(pending: rest, due: due) }
    }
  }

  private mutating func settle() {
    phase = .idle
    failures = 0
    backoff.reset()
  }

  private mutating func run(_ resources: Set<Int>) -> Action {
    guard !resources.isEmpty else { return .nothing }
    phase = .running(covered: resources, waiting: [])
    return .run(resources)
  }
}
