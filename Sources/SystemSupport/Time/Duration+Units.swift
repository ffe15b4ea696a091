extension Duration {
  /// The whole duration in nanoseconds, saturating.
  package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, secondOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return secondOverflow ? (seconds < 0 ? .min : .max) : sum
  }

  /// The whole duration in milliseconds, rounded towards zero, saturating.
  package var milliseconds: Int64 { nanoseconds / 1_000_000 }

  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
