/// Spaces reloads out: a bucket of tokens, one for each reload, filled at a steady pace; and a
/// random delay before the first of a series, so that the many agents of a fleet which see the same
/// change do not all reload at once. Pure: time and randomness come in.
package struct ReloadThrottle: Sendable {
  /// The time in which one more reload becomes allowed; zero does not limit.
  package let interval: Duration
  /// How many reloads may follow each other at once after a quiet time; at least 1.
  package let burst: Int
  /// The longest random delay.
  package let jitter: Duration
  /// When the bucket will be full again.
  private var full: ContinuousClock.Instant?
  /// When the random delay of the reload that is wanted ends.
  private var delayed: ContinuousClock.Instant?

  /// Settings; without arguments nothing is held back.
  package init(interval: Duration = .zero, burst: Int = 1, jitter: Duration = .zero) {
    self.interval = interval
    self.burst = max(1, burst)
    self.jitter = jitter
  }

  /// Asks for a reload now. Nil grants it and takes a token; else the moment to ask again.
  package mutating func refusal(
    at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) -> ContinuousClock.Instant? {
    if let wait = waitForDelay(at: now, using: &random) { return wait }
    guard interval > .zero else {
      delayed = nil
      return nil
    }
    let start = max(full ?? now, now)
    // With a full bucket the next token may be taken `burst - 1` intervals ahead of its time.
    let earliest = start - interval * (burst - 1)
    guard earliest <= now else { return earliest }
    full = start + interval
    delayed = nil
    return nil
  }

  /// Gives the token back that was taken last: there was no reload.
  package mutating func giveBack() {
    if let full { self.full = full - interval }
  }

  private mutating func waitForDelay(
    at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) -> ContinuousClock.Instant? {
    guard jitter > .zero else { return nil }
    let end = delayed ?? now + jitter * Double.random(in: 0..<1, using: &random)
    delayed = end
    return end > now ? end : nil
  }
}
