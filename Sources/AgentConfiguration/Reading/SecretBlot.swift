import Diagnostics

/// Blots secrets out of the source lines that diagnostics show.
enum SecretBlot {
  /// The same diagnostics over sources whose secret values are asterisks. Places stay right: the
  /// blotted text has the same length.
  static func clean(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var cleaned: [ObjectIdentifier: Source] = [:]
    return diagnostics.map { diagnostic in
      guard let source = diagnostic.source else { return diagnostic }
      let id = ObjectIdentifier(source)
      let blotted = cleaned[id] ?? Source(name: source.name, text: blotted(source.text))
      cleaned[id] = blotted
      var diagnostic = diagnostic
      diagnostic.source = blotted
      if let span = diagnostic.span, text(source, span) != text(blotted, span) {
        diagnostic.message = masked(diagnostic.message, text(source, span), text(blotted, span))
        diagnostic.hint = nil
      }
      return diagnostic
    }
  }

  private static func text(_ source: Source, _ span: Span) -> String {
    let end = min(span.end, source.text.count)
    return String(decoding: source.text[min(span.start, end)..<end], as: UTF8.self)
  }

  /// A message about a secret without the quoted pieces that are part of it.
  private static func masked(_ message: String, _ original: String, _ blotted: String) -> String {
    let pieces = message.split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().map { index, piece in
      let isSecret =
        index % 2 == 1 && !piece.isEmpty && original.contains(piece) && !blotted.contains(piece)
      return isSecret ? "***" : String(piece)
    }.joined(separator: "`")
  }

  /// A text with asterisks for what follows `token =`, or `"token":` in JSON, and the other keys of
  /// secrets, and for passwords in addresses.
  static func blotted(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for key in SettingReference.secretKeys {
      let word = Array(key.utf8)
      var index = 0
      while let found = find(word, in: text, from: index) {
        index = found + word.count
        if found > 0, isWordByte(text[found - 1]) { continue }
        guard let value = startOfValue(text, after: index) else { continue }
        index = blot(&text, from: value)
      }
    }
    blotUsers(&text)
    return text
  }

  private static func find(_ word: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard text.count >= word.count, start <= text.count - word.count else { return nil }
    for index in start...(text.count - word.count)
    where text[index] == word[0] && text[index..<index + word.count].elementsEqual(word) {
      return index
    }
    return nil
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// Where a value starts if only quotes, blanks and one `=` or `:` stand between.
  private static func startOfValue(_ text: [UInt8], after start: Int) -> Int? {
    var index = start
    var hasEquals = false
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "\""), UInt8(ascii: "'"): if hasEquals { return index }
      case UInt8(ascii: "="), UInt8(ascii: ":"):
        if hasEquals { return index }
        hasEquals = true
      default: return hasEquals ? index : nil
      }
      index += 1
    }
    return nil
  }

  /// Blots one value and returns its end: a quoted text (three quotes may span lines), or the rest
  /// of the line.
  private static func blot(_ text: inout [UInt8], from start: Int) -> Int {
    let quote = text[start]
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    let triple = [quote, quote, quote]
    let isTriple = isQuoted && text[start...].prefix(3).elementsEqual(triple)
    var index = start + (isTriple ? 3 : isQuoted ? 1 : 0)
    while index < text.count {
      let byte = text[index]
      if isTriple, text[index...].prefix(3).elementsEqual(triple) { return index + 3 }
      if !isTriple, byte == 0x0A || (isQuoted && byte == quote) { return index + 1 }
      let isEscape =
        isQuoted && quote == UInt8(ascii: "\"") && byte == UInt8(ascii: "\\")
        && index + 1 < text.count && text[index + 1] != 0x0A
      if byte != 0x0A { text[index] = UInt8(ascii: "*") }
      if isEscape {
        text[index + 1] = UInt8(ascii: "*")
        index += 1
      }
      index += 1
    }
    return index
  }

  /// Blots `user:password` between `://` and `@`.
  private static func blotUsers(_ text: inout [UInt8]) {
    var index = 0
    let mark = Array("://".utf8)
    while let found = find(mark, in: text, from: index) {
      index = found + mark.count
      var end = index
      while end < text.count, text[end] > 0x20, !"/\"'".utf8.contains(text[end]),
        text[end] != UInt8(ascii: "@")
      {
        end += 1
      }
      guard end < text.count, text[end] == UInt8(ascii: "@") else { continue }
      for position in index..<end { text[position] = UInt8(ascii: "*") }
      index = end
    }
  }
}
