package import RegistryCore
package import SystemSupport

/// Remembers that Consul does not know a token, so that not each of a thousand watchers asks
/// whether it does by now. Pure: time comes in.
///
/// While a token is refused one question in `pause` goes to the server, and the others are answered
/// from here. Another token is asked about at once, and one answer ends the refusal.
package struct TokenRefusal: Sendable {
  /// How long one refusal holds for everybody.
  package static let pause: Duration = .seconds(10)

  private var refusal: (token: Secret?, error: RegistryError, until: ContinuousClock.Instant)?

  /// No refusal.
  package init() {}

  /// What to answer instead of asking; nil to ask. The asker for whom the time is up holds the
  /// others off until its answer is there, or for another pause.
  package mutating func error(
    for token: Secret?, at now: ContinuousClock.Instant
  ) -> RegistryError? {
    guard let known = refusal, known.token == token else { return nil }
    if now < known.until { return known.error }
    refusal?.until = now + TokenRefusal.pause
    return nil
  }

  /// Notes that Consul does not know the token.
  package mutating func refused(
    _ token: Secret?, because error: RegistryError, at now: ContinuousClock.Instant
  ) {
    refusal = (token, error, now + TokenRefusal.pause)
  }

  /// Notes that Consul accepted the token.
  package mutating func accepted(_ token: Secret?) {
    if let known = refusal, known.token == token { refusal = nil }
  }
}
