/// A Go pointer other than a non-nil pointer to a struct. Immutable.
package final class PointerValue: Sendable {
  /// What it points to; nil for a nil pointer.
  package let target: Value?
  /// The static type of the target.
  package let targetType: GoType

  /// A pointer to a value of a static type.
  package init(to target: Value?, type targetType: GoType) {
    self.target = target
    self.targetType = targetType
  }
}

/// A function as a value, for `call`.
package final class FunctionValue: Sendable {
  /// Its Go type, such as `func(string) string`.
  package let typeText: String
  /// The static types of its parameters.
  package let parameters: [GoType]
  /// What it does.
  package let body: @Sendable ([Value]) throws(ValueError) -> Value

  /// Wraps a function.
  package init(
    typeText: String, parameters: [GoType],
    body: @escaping @Sendable ([Value]) throws(ValueError) -> Value
  ) {
    self.typeText = typeText
    self.parameters = parameters
    self.body = body
  }
}
