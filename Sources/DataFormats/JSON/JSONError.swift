package import Diagnostics

/// A JSON text was refused.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  package let message: String
  /// The byte at which it is wrong.
  package let offset: Int
  /// How many bytes are wrong; at least 1 unless the text ended.
  package let length: Int

  /// A refusal at a place.
  package init(_ message: String, offset: Int, length: Int = 1) {
    self.message = message
    self.offset = offset
    self.length = length
  }

  /// The message with its offset, for places where there is no source to show.
  package var description: String { "\(message) at byte \(offset)" }

  /// The refusal as a diagnostic with a caret.
  package func diagnostic(in source: Source) -> Diagnostic {
    Diagnostic(
      code: "json-syntax", message, source: source, span: Span(offset, offset + length))
  }
}
