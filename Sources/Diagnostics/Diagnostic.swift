/// One thing to tell a person about a text they wrote.
///
/// Messages are lower case without a full stop, quote what was found in backquotes, and say
/// `expected X, found Y` where that fits.
package struct Diagnostic: Error, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    case error, warning, note
  }

  /// How bad it is.
  package var severity: Severity
  /// A stable word for programs, such as `unknown-key`.
  package var code: String
  /// What is wrong.
  package var message: String
  /// The text it is about.
  package var source: Source?
  /// Where in that text.
  package var span: Span?
  /// What to do about it.
  package var hint: String?

  /// A diagnostic about a place in a text.
  package init(
    _ severity: Severity = .error, code: String, _ message: String, source: Source? = nil,
    span: Span? = nil, hint: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.source = source
    self.span = span
    self.hint = hint
  }
}

/// A text was refused: at least one diagnostic says why.
package struct DiagnosticError: Error, Sendable {
  /// All that was found, in the order of the text.
  package let diagnostics: [Diagnostic]

  /// Wraps diagnostics; there must be one.
  package init(_ diagnostics: [Diagnostic]) {
    precondition(!diagnostics.isEmpty, "a refusal has a reason")
    self.diagnostics = diagnostics
  }

  /// Wraps one diagnostic.
  package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
}
