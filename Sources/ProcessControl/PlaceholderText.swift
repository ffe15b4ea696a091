/// A text with `{{.name}}` in it.
struct PlaceholderText {
  private enum Piece {
    case text(String)
    case placeholder(name: String, written: String)
  }

  private let pieces: [Piece]

  init(_ text: String) {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let open = PlaceholderText.pair(of: "{", in: rest) {
      pieces.append(.text(String(rest[..<open.lowerBound])))
      guard let close = PlaceholderText.pair(of: "}", in: rest[open.upperBound...]) else {
        rest = rest[open.lowerBound...]
        break
      }
      let inner = String(rest[open.upperBound..<close.lowerBound].filter { $0 != " " })
      let written = String(rest[open.lowerBound..<close.upperBound])
      pieces.append(
        inner.hasPrefix(".")
          ? .placeholder(name: String(inner.dropFirst()), written: written) : .text(written))
      rest = rest[close.upperBound...]
    }
    self.pieces = pieces + [.text(String(rest))]
  }

  /// The first place of two braces.
  private static func pair(
    of brace: Unicode.Scalar, in text: Substring
  ) -> Range<Substring.Index>? {
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    while let first = scalars[start...].firstIndex(of: brace) {
      start = scalars.index(after: first)
      if start < scalars.endIndex, scalars[start] == brace {
        return first..<scalars.index(after: start)
      }
    }
    return nil
  }

  /// Whether a placeholder of this name occurs.
  func mentions(_ wanted: String) -> Bool {
    pieces.contains {
      if case .placeholder(let name, _) = $0 { return name == wanted }
      return false
    }
  }

  /// Replaces the placeholders that have a value; `quote` is told in which quotes they stand.
  func filled(
    _ values: [String: String], quote: (String, ShellQuoting.Place) -> String
  ) -> String {
    var result = ""
    var scanner = QuoteScanner()
    for piece in pieces {
      switch piece {
      case .text(let text):
        scanner.pass(text)
        result += text
      case .placeholder(let name, let written):
        result += values[name].map { quote($0, scanner.place) } ?? written
      }
    }
    return result
  }
}

/// Follows the quotes of a shell text.
private struct QuoteScanner {
  private(set) var place = ShellQuoting.Place.bare
  private var isEscaped = false

  mutating func pass(_ text: String) {
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch (place, byte) {
      case (.bare, UInt8(ascii: "\\")), (.doubleQuoted, UInt8(ascii: "\\")): isEscaped = true
      case (.bare, UInt8(ascii: "'")): place = .singleQuoted
      case (.bare, UInt8(ascii: "\"")): place = .doubleQuoted
      case (.singleQuoted, UInt8(ascii: "'")), (.doubleQuoted, UInt8(ascii: "\"")): place = .bare
      default: break
      }
    }
  }
}
