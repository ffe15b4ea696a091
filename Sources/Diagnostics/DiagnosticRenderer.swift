/// Writes diagnostics for people: place, message, the source line and a caret below it.
///
///     haproxy.tmpl:3:9: error: function `servce` not defined
///       3 | {{range servce "web"}}
///         |         ^^^^^^
///       hint: did you mean `service`?
package struct DiagnosticRenderer: Sendable {
  /// Whether to use ANSI colours.
  package let usesColour: Bool

  /// The widest source line shown in full; a longer one is cut around the caret.
  package static let widestLine = 160

  /// A renderer with or without ANSI colours.
  package init(usesColour: Bool = false) { self.usesColour = usesColour }

  /// The text of one diagnostic, lines separated by newlines, without a final one.
  package func render(_ diagnostic: Diagnostic) -> String {
    var lines = [heading(of: diagnostic)]
    if let source = diagnostic.source, let span = diagnostic.span {
      lines += excerpt(of: source, at: span)
    }
    if let hint = diagnostic.hint { lines.append("  hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  /// The texts of several diagnostics, separated by newlines.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n")
  }

  private func heading(of diagnostic: Diagnostic) -> String {
    var place = ""
    if let source = diagnostic.source {
      place = source.name + ":"
      if let span = diagnostic.span {
        let position = source.position(of: span.start)
        place += "\(position.line):\(position.column):"
      }
      place += " "
    }
    let word = "\(diagnostic.severity.rawValue):"
    return bold(place) + colour(word, of: diagnostic.severity) + " " + bold(diagnostic.message)
  }

  private func excerpt(of source: Source, at span: Span) -> [String] {
    let position = source.position(of: span.start)
    let range = source.range(ofLine: position.line)
    let start = min(span.start, range.upperBound)
    let end = min(max(span.end, start), range.upperBound)
    let first = max(range.lowerBound, start - DiagnosticRenderer.widestLine / 2)
    let last = min(range.upperBound, first + DiagnosticRenderer.widestLine)
    let before = shown(source.text[first..<start])
    let marked = shown(source.text[start..<max(start, min(end, last))])
    let after = shown(source.text[max(start, min(end, last))..<max(start, last)])
    let number = String(position.line)
    let margin = String(repeating: " ", count: number.count)
    let gap = String(repeating: " ", count: before.count)
    let carets = String(repeating: "^", count: max(1, marked.count))
    return [
      "  \(number) | \(before)\(marked)\(after)",
      "  \(margin) | \(gap)\(colour(carets, of: .error))",
    ]
  }

  /// Text of one line for a terminal: tabs become one blank, control characters a dot.
  private func shown(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
        if scalar == "\t" { return Character(" ") }
        return scalar.value < 0x20 || scalar.value == 0x7F ? Character(".") : Character(scalar)
      })
  }

  private func bold(_ text: String) -> String {
    usesColour && !text.isEmpty ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func colour(_ text: String, of severity: Diagnostic.Severity) -> String {
    guard usesColour else { return text }
    let code =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
  }
}
