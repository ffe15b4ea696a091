/// A Go slice or array. Immutable.
package final class ListValue: Sendable {
  /// The elements in order.
  package let elements: [Value]
  /// The static type of the elements.
  package let elementType: GoType
  /// The named type, such as `dependency.ServiceTags`, if the list has one.
  package let named: NamedType?
  /// Whether it is an array (`[3]int`) and not a slice.
  package let isArray: Bool
  /// Whether it is a nil slice: prints `[]`, encodes as JSON `null`.
  package let isNil: Bool

  /// A slice of elements of one static type.
  package init(
    _ elements: [Value], elementType: GoType, named: NamedType? = nil, isArray: Bool = false,
    isNil: Bool = false
  ) {
    self.elements = elements
    self.elementType = elementType
    self.named = named
    self.isArray = isArray
    self.isNil = isNil
  }

  /// The static type.
  package var type: GoType {
    if let named { return .named(named) }
    return isArray ? .array(elements.count, elementType) : .slice(elementType)
  }
}
