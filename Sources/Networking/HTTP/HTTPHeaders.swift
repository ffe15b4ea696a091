/// The headers of a message, in order; names are compared without regard to case.
package struct HTTPHeaders: Sendable, Equatable {
  /// The names and values, in order.
  package private(set) var fields: [Field] = []

  /// One header line.
  package struct Field: Sendable, Equatable {
    /// The name as written.
    package let name: String
    /// The value without surrounding white space.
    package let value: String
  }

  /// No headers.
  package init() {}

  /// Adds a line, also where one of that name exists.
  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// The value of the first line of that name. Setting replaces all lines of that name; nil removes
  /// them.
  package subscript(name: String) -> String? {
    get { fields.first { HTTPHeaders.isSame($0.name, name) }?.value }
    set {
      fields.removeAll { HTTPHeaders.isSame($0.name, name) }
      if let newValue { add(name, newValue) }
    }
  }

  /// The values of all lines of that name.
  package func values(_ name: String) -> [String] {
    fields.filter { HTTPHeaders.isSame($0.name, name) }.map(\.value)
  }

  /// Whether two names are the same.
  static func isSame(_ left: String, _ right: String) -> Bool {
    let (a, b) = (left.utf8, right.utf8)
    return a.count == b.count && zip(a, b).allSatisfy { lowercased($0) == lowercased($1) }
  }

  /// The byte in lower case, where it is a letter of ASCII.
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// Headers in the order of the literal.
  package init(dictionaryLiteral fields: (String, String)...) {
    for (name, value) in fields { add(name, value) }
  }
}
