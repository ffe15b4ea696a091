/// The static Go type of a value, as far as templates can notice it.
package indirect enum GoType: Sendable {
  case any
  case bool
  case signed(SignedWidth)
  case unsigned(UnsignedWidth)
  case floating(FloatWidth)
  case string
  case slice(GoType)
  case array(Int, GoType)
  case map(key: GoType, value: GoType)
  case pointer(GoType)
  case record(RecordShape)
  /// A named type with methods over an underlying type, such as `dependency.ServiceTags`.
  case named(NamedType)
  /// A function or channel type, by its Go spelling.
  case opaque(String)

  /// `int`
  package static var int: GoType { .signed(.int) }
}

/// A named Go type and its methods.
package final class NamedType: Sendable {
  /// The name with its package, such as `dependency.ServiceTags`.
  package let name: String
  /// The type it is made from.
  package let underlying: GoType
  /// The methods by name.
  package let methods: [Bytes: Method]

  /// A method: called with the receiver and its arguments.
  package struct Method: Sendable {
    /// The types of its parameters.
    package let parameters: [GoType]
    /// What it does.
    package let body: @Sendable (Value, [Value]) throws(ValueError) -> Value

    /// Declares a method.
    package init(
      parameters: [GoType],
      body: @escaping @Sendable (Value, [Value]) throws(ValueError) -> Value
    ) {
      self.parameters = parameters
      self.body = body
    }
  }

  /// Declares a named type.
  package init(name: String, underlying: GoType, methods: [Bytes: Method] = [:]) {
    self.name = name
    self.underlying = underlying
    self.methods = methods
  }
}

/// Why a function or method refused its arguments; the text is what Go would say.
package struct ValueError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The message.
  package let message: String

  /// An error with Go's words.
  package init(_ message: String) { self.message = message }

  /// The message.
  package var description: String { message }
}
