package import Diagnostics
internal import Values

/// A template was refused, or its execution failed.
package struct TemplateError: Error, Sendable, CustomStringConvertible {
  /// When it was found.
  package enum Phase: String, Sendable {
    /// While the text was read.
    case parse
    /// While the template ran.
    case execution = "exec"
  }

  /// When it was found.
  package let phase: Phase
  /// Go's text for it: `template: NAME:LINE: …` or
  /// `template: NAME:LINE:COL: executing "T" at <NODE>: …`.
  package private(set) var goText: String
  /// The line, from 1; nil if unknown.
  package let line: Int?
  /// The byte column, from 0, of an execution error; nil if unknown.
  package let column: Int?
  /// The same for people, with its place in the text.
  package private(set) var diagnostic: Diagnostic

  /// What else is wrong with a text that was refused, as far as somebody looked.
  package private(set) var others: [Diagnostic] = []

  /// All that is wrong, in the order of the text.
  package var diagnostics: [Diagnostic] {
    ([diagnostic] + others).sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
  }

  /// The same error with what else was found.
  package func with(others: [Diagnostic]) -> TemplateError {
    var error = self
    error.others = others
    return error
  }

  /// The same error with each of its texts replaced.
  func replacingTexts(_ replace: (String) -> String) -> TemplateError {
    var error = self
    error.goText = replace(goText)
    error.diagnostic.message = replace(diagnostic.message)
    error.diagnostic.hint = diagnostic.hint.map(replace)
    return error
  }

  /// Go's text.
  package var description: String { goText }

  /// A text was refused.
  init(
    parsing source: Source, name: String, message: String, code: String, line: Int, span: Span,
    hint: String?
  ) {
    phase = .parse
    goText = "template: \(name):\(line): \(message)"
    self.line = line
    column = nil
    diagnostic = Diagnostic(code: code, message, source: source, span: span, hint: hint)
  }

  /// A node failed.
  init(
    executing body: TemplateBody, position: Int, span: Range<Int>, shown: String,
    message: String, code: String, hint: String?
  ) {
    phase = .execution
    let place = body.source.position(of: position)
    let location = "\(body.sourceName):\(place.line):\(place.column - 1)"
    let template = Quoting.quote(body.name)
    goText = "template: \(location): executing \(template) at <\(shown)>: \(message)"
    line = place.line
    column = place.column - 1
    diagnostic = Diagnostic(
      code: code, message, source: body.source, span: Span(span.lowerBound, span.upperBound),
      hint: hint)
  }

  /// There is no such template.
  init(undefined name: String, text: String, hint: String?) {
    phase = .execution
    goText = text
    line = nil
    column = nil
    diagnostic = Diagnostic(
      code: "unknown-template", "template `\(name)` is not defined", hint: hint)
  }
}
