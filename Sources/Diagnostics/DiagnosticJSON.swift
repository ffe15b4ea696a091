/// Diagnostics for programs: one JSON array, an object for each, with stable names.
///
/// `severity`, `code` and `message` are always there; `file`, `line`, `column`, `endLine` and
/// `endColumn` (from 1, columns in bytes, the end behind the last byte) where there is a place;
/// `hint` where there is one.
package enum DiagnosticJSON {
  /// The array, an object a line, with a line end.
  package static func text(_ diagnostics: [Diagnostic]) -> String {
    if diagnostics.isEmpty { return "[]\n" }
    return "[\n" + diagnostics.map { "  " + object($0) }.joined(separator: ",\n") + "\n]\n"
  }

  private static func object(_ diagnostic: Diagnostic) -> String {
    var members = [
      "\"severity\":" + quoted(diagnostic.severity.rawValue),
      "\"code\":" + quoted(diagnostic.code), "\"message\":" + quoted(diagnostic.message),
    ]
    if let source = diagnostic.source {
      members.append("\"file\":" + quoted(source.name))
      if let span = diagnostic.span {
        let start = source.position(of: span.start)
        let end = source.position(of: span.end)
        members.append("\"line\":\(start.line),\"column\":\(start.column)")
        members.append("\"endLine\":\(end.line),\"endColumn\":\(end.column)")
      }
    }
    if let hint = diagnostic.hint { members.append("\"hint\":" + quoted(hint)) }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
