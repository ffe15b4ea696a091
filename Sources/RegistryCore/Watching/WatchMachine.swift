package import SystemSupport
import Values

/// Decides what the watcher of one query does next. Pure: time and randomness come in.
///
/// It holds the rules of long-polling: equal data is not published, an index that goes backwards
/// starts over, failures back off with jitter, and a registry that answers without pause is slowed.
package struct WatchMachine {
  /// What happened.
  package enum Event {
    /// The watcher begins.
    case started
    /// The registry answered; a small answer counts as a share of one where answers are spaced.
    case answered(Reading, share: Double = 1)
    /// The registry could not answer.
    case failed(RegistryError)
    /// The wait that was asked for is over.
    case waited
  }

  /// What to do.
  package enum Action {
    /// Ask the registry, waiting on an index or, for nil, at once.
    case read(after: UInt64?)
    /// Hand the reading to everybody, then continue with `.waited`.
    case publish(Reading)
    /// Wait, then continue with `.waited`. The error is nil where a fast registry is slowed down.
    case wait(Duration, because: RegistryError?)
  }

  /// How fast and how patiently to ask.
  package struct Pace: Sendable {
    /// The delays after failures.
    package var retry = RetryPauses()
    /// The shortest delay after the registry refused the token: asking faster does not help.
    package var forbiddenMinimum: Duration = .seconds(10)
    /// How many answers may follow each other without pause.
    package var burst = 10
    /// How long to wait after the first reading before following changes. For one-shot use, which
    /// normally is over by then and need not open what following needs.
    package var followDelay: Duration = .zero
    /// How long one answer is paid off.
    package var interval: Duration = .milliseconds(100)

    /// The defaults.
    package init() {}
  }

  /// What does not change: copies of one machine share it.
  private final class Rules: Sendable {
    let pace: Pace
    let isVersioned: Bool

    init(_ pace: Pace, _ isVersioned: Bool) { (self.pace, self.isVersioned) = (pace, isVersioned) }
  }

  private let rules: Rules
  private var published: Reading?
  private var index: UInt64?
  private var isFirst = false
  /// How many times in a row it failed.
  private var failures = 0
  private var credit: Double
  private var creditTime: ContinuousClock.Instant?

  /// A watcher that has not asked yet. The answers of a versioned registry are published with each
  /// new index, equal or not: other watchers publish for this one, and may have been ahead of it.
  package init(pace: Pace = Pace(), isVersioned: Bool = false) {
    rules = Rules(pace, isVersioned)
    credit = Double(pace.burst)
  }

  private var pace: Pace { rules.pace }

  /// The next step after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Action {
    switch event {
    case .started: return .read(after: index)
    case .waited:
      guard isFirst else { return .read(after: index) }
      isFirst = false
      return pace.followDelay > .zero
        ? .wait(pace.followDelay, because: nil) : .read(after: index)
    case .answered(let reading, let share): return accept(reading, share, at: now)
    case .failed(let error): return retry(error, using: &random)
    }
  }

  private mutating func accept(
    _ reading: Reading, _ share: Double, at now: ContinuousClock.Instant
  ) -> Action {
    failures = 0
    let wentBackwards = index.map { reading.index < $0 } ?? false
    index = wentBackwards ? nil : reading.index
    if let published, published.isEqual(to: reading),
      !rules.isVersioned || published.index == reading.index
    {
      return pause(share, at: now)
    }
    isFirst = published == nil
    published = reading
    _ = spend(share, at: now)
    return .publish(reading)
  }

  /// Reads on, or waits first where the credit is used up.
  private mutating func pause(_ share: Double, at now: ContinuousClock.Instant) -> Action {
    let missing = spend(share, at: now)
    guard missing > 0 else { return .read(after: index) }
    return .wait(pace.interval * missing, because: nil)
  }

  /// Takes an answer's share of credit; returns how much is missing to zero.
  private mutating func spend(_ share: Double, at now: ContinuousClock.Instant) -> Double {
    if let creditTime {
      let earned = (now - creditTime).seconds / pace.interval.seconds
      credit = min(Double(pace.burst), credit + max(0, earned))
    }
    creditTime = now
    credit = max(credit - share, -Double(pace.burst))
    return max(0, -credit)
  }

  private mutating func retry(
    _ error: RegistryError, using random: inout some RandomNumberGenerator
  ) -> Action {
    // What the index meant may be gone with the server; reading at once is always right.
    index = nil
    var backoff = Backoff(pace.retry, after: failures)
    var delay = backoff.next(using: &random)
    failures += 1
    if error.code == .forbidden { delay = max(delay, pace.forbiddenMinimum) }
    if let asked = error.retryAfter { delay = max(delay, asked) }
    return .wait(delay, because: error)
  }
}
