package import Diagnostics

/// Reads HCL 1, the language of consul-template's configuration.
///
/// A block is a table, and so is `key = { ... }`; with labels it is a table in a table. A key that
/// stands several times is an array if its values are tables, else the last value counts, as in
/// HashiCorp's reader. `${...}` in strings is kept as written.
package enum HCLReader {
  /// The most nested lists and tables.
  package static let depthLimit = 128

  /// The document of a text; throws the first mistake, for after it HCL's lines mean anything.
  package static func document(_ source: Source) throws(DiagnosticError) -> DocumentNode {
    var parser = HCLParser(source)
    do throws(HCLError) {
      return try parser.document()
    } catch {
      throw DiagnosticError(
        Diagnostic(
          code: "hcl-syntax", error.message, source: source, span: error.span, hint: error.hint))
    }
  }
}

/// One mistake in an HCL text, without the text.
struct HCLError: Error {
  let message: String
  let span: Span
  var hint: String?

  init(_ message: String, _ span: Span, hint: String? = nil) {
    self.message = message
    self.span = span
    self.hint = hint
  }
}
