/// Growing delays between tries: doubled each time up to a maximum, each drawn from the upper half
/// of its range so that many waiters spread out.
package struct Backoff: Sendable {
  private let base: Duration
  private let maximum: Duration
  private var tries = 0

  /// Delays from `base` to `maximum`.
  package init(base: Duration, maximum: Duration) {
    self.base = max(base, .milliseconds(1))
    self.maximum = max(self.base, maximum)
  }

  /// Delays within `pauses`, after so many tries.
  package init(_ pauses: RetryPauses, after tries: Int = 0) {
    self.init(base: pauses.minimum, maximum: pauses.maximum)
    self.tries = tries
  }

  /// The delay before the next try.
  package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
    // Beyond 2^40 every sane maximum is reached; the bound keeps the shift from overflowing.
    let factor = Double(1 << min(tries, 40))
    tries += 1
    let full = min(base.seconds * factor, maximum.seconds)
    return .seconds(Double.random(in: full / 2...full, using: &random))
  }

  /// Starts over after a success.
  package mutating func reset() { tries = 0 }
}
