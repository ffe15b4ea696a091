/// One thing that is counted or measured. Declared once, as a constant.
package struct Metric: Sendable, Hashable {
  /// What its numbers mean.
  package enum Kind: Sendable, Hashable {
    /// A number that only grows.
    case counter
    /// A number that goes up and down.
    case gauge
    /// How many values were at most each bound (ascending), with their sum.
    case histogram(bounds: [Double])
  }

  /// Bounds for durations in seconds, from 1 ms to 1 min.
  package static let durationBounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]

  /// The name: letters, digits and `_`; units last, `_total` for a counter.
  package let name: String
  /// One line for people.
  package let help: String
  /// What its numbers mean.
  package let kind: Kind

  /// Declares a metric.
  package init(_ name: String, _ kind: Kind, help: String) {
    self.name = name
    self.help = help
    self.kind = kind
  }
}
