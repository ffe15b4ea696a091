import DataFormats

/// An answer of Consul has not the expected shape.
package struct ConsulAnswerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and what was found.
  package let message: String

  /// A wrong shape.
  init(_ message: String) { self.message = message }

  /// Another kind of value than expected.
  init(expected: String, as place: String, found: JSONCursor) {
    message = "expected \(expected) as \(place), found \(found.kindName)"
  }

  /// The message.
  package var description: String { message }
}
