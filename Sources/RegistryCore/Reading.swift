package import Values

/// One answer of a registry to one query.
package struct Reading: Sendable {
  /// The data; what shape, `Query.Subject` says.
  package let value: Value
  /// The position to wait on for the next answer; grows with changes, may be reset by the registry.
  package let index: UInt64
  /// Whether the data may be older than the registry's newest (a cached or long-ago answer).
  package let isStale: Bool

  /// Takes one, or why there is none.
  package typealias Completion = @Sendable (Result<Reading, RegistryError>) -> Void

  /// The index of answers that are asked for again and again, as they cannot be waited for.
  package static let polled = UInt64.max

  /// An answer.
  package init(value: Value, index: UInt64, isStale: Bool = false) {
    self.value = value
    self.index = index
    self.isStale = isStale
  }

  /// Whether another one says the same, at whatever position.
  func isEqual(to other: Reading) -> Bool {
    isStale == other.isStale && value.isIdentical(to: other.value)
  }

  /// Whether another one of a versioned registry takes its place: a later one, or the first that is
  /// not of an earlier run.
  func isReplaced(by other: Reading) -> Bool {
    isStale || index < other.index
  }
}
