package import Values

/// What is known of the types of values before a template runs: only what is certain.
package struct StaticTypes: Sendable {
  /// The type of a call's result, given the types of its arguments, a piped one last; nil wherever
  /// something is not certain.
  package typealias ResultType =
    @Sendable (_ function: String, _ arguments: [GoType?]) -> GoType?

  /// The types of functions' results.
  package let result: ResultType

  /// Knows the results of functions.
  package init(result: @escaping ResultType) { self.result = result }

  /// What a type points to.
  static func target(of type: GoType?) -> GoType? {
    guard case .pointer(let target)? = type else { return type }
    return target
  }

  /// The type of a field, or nil if it is not certain; `false` for a struct that has none of the
  /// name.
  static func field(_ name: Bytes, of type: GoType?) -> (type: GoType?, exists: Bool) {
    switch target(of: type) {
    case .record(let shape)?:
      if let position = shape.position(of: name) { return (shape.fields[position].type, true) }
      return (nil, shape.methods[name] != nil)
    case .map(.string, let value)?: return (value, true)
    // A map finds entries by a name where strings can be keys.
    case .bool, .signed, .unsigned, .floating, .string, .slice, .array: return (nil, false)
    default: return (nil, true)
    }
  }

  /// The types of key and element that `range` meets.
  static func elements(of type: GoType?) -> (key: GoType?, element: GoType?) {
    switch target(of: type) {
    case .slice(let element)?, .array(_, let element)?: (.int, element)
    case .map(let key, let value)?: (key, value)
    case .named(let named)?: elements(of: named.underlying)
    default: (nil, nil)
    }
  }
}
