/// A whole number of a named Go type with methods, such as a `time.Duration` or a `time.Month`: it
/// prints as its `String` method says and is a number everywhere else.
package final class NamedInteger: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  /// The number; it fits the type.
  package let number: Int64

  /// A number of a type.
  package init(_ number: Int64, type: NamedType) {
    self.number = number
    super.init(type: type)
  }
}

extension Value {
  /// The number of a `NamedInteger` as an int64, any other value as it is.
  package var withoutName: Value {
    if case .object(let integer as NamedInteger) = self { .int64(integer.number) } else { self }
  }
}
