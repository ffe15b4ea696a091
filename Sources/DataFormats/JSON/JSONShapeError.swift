/// A JSON value is not of the expected kind.
package struct JSONShapeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and what was found.
  package let message: String

  /// A wrong shape, in words.
  package init(_ message: String) { self.message = message }

  /// Another kind of value than expected at a place.
  package init(expected: String, as place: String, found: JSONGlance) {
    message = "expected \(expected) as \(place), found \(found.kindName)"
  }

  /// The message.
  package var description: String { message }
}
