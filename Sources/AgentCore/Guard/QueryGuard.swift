package import AgentConfiguration

/// Decides whether the number of entries in a query's answer is believed. Pure: time comes in.
///
///     believed ──too few, or lost too much──▶ held ──plausible again, approved──▶ believed
///                                              └─`hold` over──▶ (second read) ──agrees──▶ believed
///
/// The baseline of a loss is the largest number believed within the window, and does not move while
/// something is held: a held loss cannot become the new normal by waiting for the window alone.
package struct QueryGuard: Sendable {
  /// Why an answer is held back.
  package enum Reason: Equatable, Sendable, CustomStringConvertible {
    case tooFew(Int, minimum: Int)
    case drop(from: Int, to: Int)

    /// `0 servers, expected at least 1`.
    package var description: String {
      switch self {
      case .tooFew(let count, let minimum):
        "\(count) server\(count == 1 ? "" : "s"), expected at least \(minimum)"
      case .drop(let from, let to): "\(to) of \(from) servers left"
      }
    }
  }

  /// What to do with an answer.
  package enum Verdict: Equatable, Sendable {
    /// It is believed.
    case believe
    /// It is held back.
    case hold
    /// It is held back; read the registry a second time now and report `confirmed`.
    case confirm
  }

  /// An answer that is held back.
  package struct Hold: Equatable, Sendable {
    /// Why.
    package var reason: Reason
    /// Since when.
    package var since: ContinuousClock.Instant
    /// The number of entries against which a further loss counts.
    var reference: Int
    var confirmation = Confirmation.none
  }

  enum Confirmation: Equatable, Sendable {
    case none, asked, agreed
    case retry(at: ContinuousClock.Instant)
  }

  /// How long to wait before a second read is tried again.
  package static let confirmationPause = Duration.seconds(5)

  /// The rules.
  package var limits: GuardLimits
  /// The number of entries believed last; nil before the first.
  package private(set) var accepted: Int?
  /// What is held back.
  package private(set) var held: Hold?
  /// What was believed within the window, and the last before.
  private var history: [(time: ContinuousClock.Instant, count: Int)] = []

  /// A guard that has believed nothing, or what an earlier run believed and held.
  package init(_ limits: GuardLimits, accepted: Int? = nil, held: Hold? = nil) {
    self.limits = limits
    self.accepted = accepted
    self.held = held
  }

  /// A hold of an earlier run.
  package static func hold(
    of count: Int, accepted: Int?, since: ContinuousClock.Instant, _ limits: GuardLimits
  ) -> Hold {
    let reason: Reason =
      if count >= limits.minimum, let accepted { .drop(from: accepted, to: count) } else {
        .tooFew(count, minimum: Int(limits.minimum))
      }
    return Hold(reason: reason, since: since, reference: count)
  }

  /// How many entries the held answer had when the hold began or last got worse.
  package var heldCount: Int? { held?.reference }

  /// When to judge again, if the time alone can change the verdict.
  package var deadline: ContinuousClock.Instant? {
    guard let held else { return nil }
    switch held.confirmation {
    case .none, .agreed: return held.since + limits.hold
    case .asked: return nil
    case .retry(let due): return max(due, held.since + limits.hold)
    }
  }

  /// Judges an answer with `count` entries. `protects` says whether there is something to lose
  /// before anything was believed: an installed file.
  package mutating func judge(
    _ count: Int, protects: Bool, at now: ContinuousClock.Instant
  ) -> Verdict {
    guard let reason = objection(to: count, protects: protects, at: now) else {
      believe(count, at: now)
      return .believe
    }
    var hold = held ?? Hold(reason: reason, since: now, reference: count)
    hold.reason = reason
    if isWorse(count, than: hold.reference) {
      // What is new starts a time of its own, or 40 of 100 could become 0 in its last second.
      hold.since = now
      hold.reference = count
      hold.confirmation = .none
    }
    held = hold
    let verdict = due(at: now)
    if verdict == .believe { believe(count, at: now) }
    return verdict
  }

  /// The second read gave `count` entries, or nil if it failed. Returns whether to judge again.
  package mutating func confirmed(
    _ count: Int?, protects: Bool, at now: ContinuousClock.Instant
  ) -> Bool {
    guard let hold = held, hold.confirmation == .asked else { return false }
    if let count, !isWorse(count, than: hold.reference),
      objection(to: count, protects: protects, at: now) != nil
    {
      held?.confirmation = .agreed
      return true
    }
    held?.confirmation = .retry(at: now + QueryGuard.confirmationPause)
    return false
  }

  /// Believes the held answer with `count` entries, as the operator says.
  package mutating func approve(_ count: Int, at now: ContinuousClock.Instant) {
    history = []
    believe(count, at: now)
  }

  private mutating func due(at now: ContinuousClock.Instant) -> Verdict {
    guard let hold = held, now >= hold.since + limits.hold else { return .hold }
    switch hold.confirmation {
    case .agreed:
      history = []
      return .believe
    case .none where !limits.confirms:
      history = []
      return .believe
    case .asked: return .hold
    case .retry(let time) where now < time: return .hold
    case .none, .retry:
      held?.confirmation = .asked
      return .confirm
    }
  }

  private mutating func believe(_ count: Int, at now: ContinuousClock.Instant) {
    held = nil
    accepted = count
    forget(before: now)
    if history.last?.count != count { history.append((now, count)) }
  }

  private func objection(
    to count: Int, protects: Bool, at now: ContinuousClock.Instant
  ) -> Reason? {
    if count < limits.minimum {
      // What was believed to be few may stay so, and may grow.
      if let accepted {
        if count < accepted { return .tooFew(count, minimum: minimum) }
      } else {
        if protects { return .tooFew(count, minimum: minimum) }
      }
    }
    guard let baseline = baseline(at: now), isDrop(from: baseline, to: count) else { return nil }
    return .drop(from: baseline, to: count)
  }

  private var minimum: Int { Int(limits.minimum) }

  private func isDrop(from baseline: Int, to count: Int) -> Bool {
    guard limits.maximumDrop < 100, count < baseline else { return false }
    return (baseline - count) * 100 > baseline * Int(limits.maximumDrop)
  }

  private func isWorse(_ count: Int, than reference: Int) -> Bool {
    if count < limits.minimum, reference >= limits.minimum { return true }
    return (count == 0 && reference > 0) || isDrop(from: reference, to: count)
  }

  /// The largest number believed within the window; while something is held, before the hold.
  private func baseline(at now: ContinuousClock.Instant) -> Int? {
    let end = min(now, held?.since ?? now)
    var largest = accepted
    for (index, entry) in history.enumerated() {
      // A number counts as long as it was the valid one.
      let until = index + 1 < history.count ? history[index + 1].time : now
      if until >= end - limits.window { largest = max(largest ?? 0, entry.count) }
    }
    return largest
  }

  private mutating func forget(before now: ContinuousClock.Instant) {
    let start = now - limits.window
    var first = 0
    while first + 1 < history.count, history[first + 1].time < start { first += 1 }
    history.removeFirst(first)
    // Flapping cannot make it long: the largest of what goes stands for all of it.
    if history.count > 256 {
      let largest = history[..<128].map(\.count).max() ?? 0
      history.replaceSubrange(..<128, with: [(history[127].time, largest)])
    }
  }
}
