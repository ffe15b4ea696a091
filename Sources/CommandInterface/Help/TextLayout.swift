/// Lays text out for terminals of 80 columns.
enum TextLayout {
  /// The width of a line.
  static let width = 80

  /// A paragraph broken into lines of at most `width`, each after `indent` blanks; a single word
  /// that is longer stays whole.
  static func wrap(_ text: String, indent: Int = 0, width: Int = width) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines
  }

  /// Rows of a term and its explanation, in two columns; a long term gets a line of its own.
  static func rows(_ rows: [(term: String, text: String)], column: Int) -> [String] {
    rows.flatMap { row in
      let term = "  " + row.term
      var lines = wrap(row.text, indent: column)
      if lines.isEmpty { return [term] }
      if term.count + 2 <= column {
        lines[0] =
          term + String(repeating: " ", count: column - term.count) + lines[0].dropFirst(column)
        return lines
      }
      return [term] + lines
    }
  }
}
