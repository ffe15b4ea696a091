import Diagnostics
import Values

/// The characters between the values, and how messages name them.
extension TOMLParser {
  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < text.count ? text[position + distance] : nil
  }

  mutating func skipBlank() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
  }

  /// Passes one newline, if there is one.
  mutating func skipNewline() -> Bool {
    if peek() == 0x0A {
      position += 1
      return true
    }
    if peek() == 0x0D, peek(1) == 0x0A {
      position += 2
      return true
    }
    return false
  }

  // comment = "#" *( any character but a control character )
  mutating func skipComment() throws(TOMLError) {
    guard peek() == UInt8(ascii: "#") else { return }
    while let byte = peek(), byte != 0x0A {
      if byte == 0x0D, peek(1) == 0x0A { return }
      guard !isControl(byte) else { throw unexpected("no control character in a comment") }
      position += 1
    }
  }

  /// Passes blanks, comments and newlines.
  mutating func skipLines() throws(TOMLError) {
    while true {
      skipBlank()
      try skipComment()
      guard skipNewline() else { return }
    }
  }

  func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

  func isBareKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  // key = simple-key *( blank "." blank simple-key ) blank
  mutating func parsePath(expected: String) throws(TOMLError) -> [TOMLKey] {
    var path = [try parseKey(expected: expected)]
    skipBlank()
    while peek() == UInt8(ascii: ".") {
      position += 1
      skipBlank()
      path.append(try parseKey(expected: "a key after `.`"))
      guard path.count <= TOMLReader.depthLimit else { throw tooDeep(path[0].span) }
      skipBlank()
    }
    return path
  }

  // simple-key = 1*( letter / digit / "-" / "_" ) / basic-string / literal-string
  private mutating func parseKey(expected: String) throws(TOMLError) -> TOMLKey {
    let start = position
    if let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let name = try parseSingleLineString(quote)
      return TOMLKey(name: name, span: Span(start, position))
    }
    while let byte = peek(), isBareKey(byte) { position += 1 }
    guard position > start else { throw unexpected(expected, hint: keyHint()) }
    return TOMLKey(name: Bytes(Array(text[start..<position])), span: Span(start, position))
  }

  func keyHint() -> String? {
    guard let byte = peek(), byte >= 0x80 else { return nil }
    return "a key with other characters than `A-Z a-z 0-9 _ -` needs quotes"
  }

  func unexpected(_ expected: String, hint: String? = nil) -> TOMLError {
    let length = wordLength()
    let found =
      length > 0
      ? "`\(String(decoding: text[position..<position + length], as: UTF8.self))`"
      : CharacterText.describe(text[min(position, text.count)...])
    let characterLength = CharacterText.length(text[min(position, text.count)...])
    let atEnd = position >= text.count || text[position] == 0x0A || text[position] == 0x0D
    return TOMLError(
      "expected \(expected), found \(found)",
      Span(position, atEnd ? position : position + max(characterLength, length)), hint: hint)
  }

  private func wordLength() -> Int {
    var length = 0
    while let byte = peek(length), isBareKey(byte), length < 32 { length += 1 }
    return length
  }
}
