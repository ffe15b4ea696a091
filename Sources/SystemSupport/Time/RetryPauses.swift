/// The pauses between tries of what fails: doubled from the first to the longest, with jitter.
package struct RetryPauses: Sendable, Equatable {
  /// The first pause after a failure.
  package var minimum: Duration
  /// The longest pause after failures.
  package var maximum: Duration

  /// The pauses that suit a server on the network, unless others are given.
  package init(
    from minimum: Duration = .milliseconds(250), to maximum: Duration = .seconds(30)
  ) {
    self.minimum = minimum
    self.maximum = maximum
  }
}
