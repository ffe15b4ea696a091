import Diagnostics
import Values

/// The four kinds of strings.
extension TOMLParser {
  // string = ml-basic-string / basic-string / ml-literal-string / literal-string
  mutating func parseString(_ quote: UInt8) throws(TOMLError) -> Bytes {
    if peek(1) == quote, peek(2) == quote { return try parseMultiLineString(quote) }
    return try parseSingleLineString(quote)
  }

  mutating func parseSingleLineString(_ quote: UInt8) throws(TOMLError) -> Bytes {
    let start = position
    position += 1
    var result = Bytes()
    while let byte = peek() {
      if byte == quote {
        position += 1
        return result
      }
      if byte == 0x0A || byte == 0x0D { break }
      try parseCharacter(byte, quote, into: &result)
    }
    throw TOMLError(
      "a string without its closing \(name(quote))", Span(start, min(position, text.count)),
      hint: "a string of several lines stands between three quotes")
  }

  private mutating func parseMultiLineString(_ quote: UInt8) throws(TOMLError) -> Bytes {
    let start = position
    position += 3
    _ = skipNewline()
    var result = Bytes()
    while let byte = peek() {
      if byte == quote, peek(1) == quote, peek(2) == quote {
        // Up to two quotes before the closing three belong to the text.
        var count = 3
        while count < 5, peek(count) == quote { count += 1 }
        for _ in 0..<count - 3 { result.append(quote) }
        position += count
        return result
      }
      let lineStart = position
      if skipNewline() {
        for byte in text[lineStart..<position] { result.append(byte) }
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), skipLineEnding() {
        continue
      } else {
        try parseCharacter(byte, quote, into: &result)
      }
    }
    throw TOMLError("a string without its closing three \(name(quote))", Span(start, start + 3))
  }

  /// Passes a backslash at the end of a line and all blanks and newlines after it.
  private mutating func skipLineEnding() -> Bool {
    let start = position
    position += 1
    skipBlank()
    guard skipNewline() else {
      position = start
      return false
    }
    repeat { skipBlank() } while skipNewline()
    return true
  }

  private mutating func parseCharacter(
    _ byte: UInt8, _ quote: UInt8, into result: inout Bytes
  ) throws(TOMLError) {
    if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
      try parseEscape(into: &result)
      return
    }
    guard !isControl(byte) else { throw unexpected("no control character in a string") }
    result.append(byte)
    position += 1
  }

  // escape = "\" ( b / t / n / f / r / " / \ / u 4hex / U 8hex )
  private mutating func parseEscape(into result: inout Bytes) throws(TOMLError) {
    let start = position
    let letter = peek(1) ?? 0
    position += 2
    switch letter {
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(letter)
    case UInt8(ascii: "u"): try parseScalar(digits: 4, start, into: &result)
    case UInt8(ascii: "U"): try parseScalar(digits: 8, start, into: &result)
    default:
      position = start
      throw unknownEscape(at: start)
    }
  }

  private func unknownEscape(at start: Int) -> TOMLError {
    let found = CharacterText.describe(text[min(start + 1, text.count)...], prefix: "\\")
    return TOMLError(
      "unknown escape \(found)", Span(start, min(start + 2, text.count)),
      hint: "write `\\\\` for a backslash, or put the text between single quotes")
  }

  private mutating func parseScalar(
    digits: Int, _ start: Int, into result: inout Bytes
  ) throws(TOMLError) {
    var scalar: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = peek(), let digit = JSONEscape.hexadecimalDigit(byte) else {
        throw TOMLError(
          "expected \(digits == 4 ? "four" : "eight") hexadecimal digits in the escape",
          Span(start, position))
      }
      scalar = scalar << 4 | UInt32(digit)
      position += 1
    }
    guard Unicode.Scalar(scalar) != nil else {
      throw TOMLError("the escape is not a Unicode character", Span(start, position))
    }
    UTF8Rule.append(scalar, to: &result.storage)
  }

  private func name(_ quote: UInt8) -> String {
    quote == UInt8(ascii: "'") ? "`'`" : "`\"`"
  }
}
