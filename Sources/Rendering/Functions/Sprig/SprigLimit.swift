import Values

/// What sprig's functions may make of small input.
enum SprigLimit {
  /// The most elements of a list that a function makes up.
  static let elements = 1 << 20
  /// The most bytes of a text that a function makes up.
  static let bytes = 64 << 20
  /// The deepest nesting of values that a function builds or walks.
  static let depth = 1000

  /// Throws if a list would have too many elements.
  static func check(elements count: Int, _ function: String) throws(ValueError) {
    guard count <= elements else {
      throw ValueError("\(function): the list would have more than \(elements) elements")
    }
  }

  /// Throws if a text would be too long.
  static func check(bytes count: Int, _ function: String) throws(ValueError) {
    guard count <= bytes else {
      throw ValueError("\(function): the text would be longer than \(bytes) bytes")
    }
  }

  /// What Go's runtime says of a use of nil.
  static let nilDereference = ValueError(
    "runtime error: invalid memory address or nil pointer dereference")
}
