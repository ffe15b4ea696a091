package import Diagnostics

/// Reads TOML 1.0.
package enum TOMLReader {
  /// The most nested arrays and tables, dotted keys included.
  package static let depthLimit = 128
  /// The most mistakes that one reading reports.
  package static let diagnosticLimit = 20

  /// The document of a text. After a mistake reading goes on at the next line where that makes
  /// sense, so that several mistakes are told at once.
  package static func document(_ source: Source) throws(DiagnosticError) -> DocumentNode {
    if let offset = UTF8Rule.firstInvalid(in: source.text) {
      let found = CharacterText.hexadecimal(source.text[offset])
      throw DiagnosticError(
        TOMLError("the text must be valid UTF-8, found the byte \(found)", Span(offset, offset + 1))
          .diagnostic(in: source))
    }
    var parser = TOMLParser(source)
    parser.parse()
    guard parser.diagnostics.isEmpty else { throw DiagnosticError(parser.diagnostics) }
    return parser.root.node(span: Span(0, source.text.count))
  }
}

/// One mistake in a TOML text, without the text.
struct TOMLError: Error {
  let code: String
  let message: String
  let span: Span
  let hint: String?

  init(_ message: String, _ span: Span, code: String = "toml-syntax", hint: String? = nil) {
    self.code = code
    self.message = message
    self.span = span
    self.hint = hint
  }

  func diagnostic(in source: Source) -> Diagnostic {
    Diagnostic(code: code, message, source: source, span: span, hint: hint)
  }
}
