package import Values

/// An immutable view of the newest reading of every query at one moment.
package struct Snapshot: Sendable {
  /// The readings by query.
  package let readings: [Query: Reading]
  /// Grows with every change of any reading.
  package let revision: UInt64
  /// The last values of keys that existed and do not any more, where those are remembered.
  package internal(set) var lastValues: [Query: Value] = [:]

  /// A view of readings.
  package init(readings: [Query: Reading] = [:], revision: UInt64 = 0) {
    self.readings = readings
    self.revision = revision
  }

  /// The newest reading of a query, or nil if it has not been answered yet.
  package subscript(query: Query) -> Reading? { readings[query] }
}
