import Diagnostics
import Values

/// Characters, blanks, numbers and strings.
extension HCLParser {
  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < text.count ? text[position + distance] : nil
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
      true
    default: isDigit(byte)
    }
  }

  func unexpected(_ expected: String) -> HCLError {
    let found = CharacterText.describe(text[position...])
    let end = min(position + max(1, CharacterText.length(text[position...])), text.count)
    return HCLError("expected \(expected), found \(found)", Span(position, end))
  }

  // blank = { space | newline | "#" line | "//" line | "/*" any "*/" }
  mutating func skipBlank() throws(HCLError) {
    while let byte = peek() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipLine() {
    while let byte = peek(), byte != 0x0A { position += 1 }
  }

  private mutating func skipComment() throws(HCLError) {
    let start = position
    position += 2
    while position < text.count {
      if text[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        position += 2
        return
      }
      position += 1
    }
    throw HCLError("this comment is not closed", Span(start, start + 2))
  }

  // number = [ "-" ] ( "0x" hexadecimal | "0" octal | decimal [ "." digits ] [ exponent ] )
  mutating func number() throws(HCLError) -> DocumentNode {
    let start = position
    position += 1
    while let byte = peek(), HCLParser.isIdentifier(byte) || byte == UInt8(ascii: "+") {
      guard byte != UInt8(ascii: "+") || HCLParser.isExponent(text[position - 1]) else { break }
      position += 1
    }
    let span = Span(start, position)
    let word = String(decoding: text[start..<position], as: UTF8.self)
    if let number = HCLParser.integer(word) { return DocumentNode(.integer(number), span: span) }
    let isDecimal = word.utf8.allSatisfy {
      HCLParser.isDigit($0) || HCLParser.isExponent($0) || "+-.".utf8.contains($0)
    }
    if isDecimal, let number = Double(word), number.isFinite {
      return DocumentNode(.float(number), span: span)
    }
    throw HCLError(
      "expected a number, found `\(word)`", span, hint: "write a text in quotes: `\"\(word)\"`")
  }

  private static func isExponent(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "e") }

  private static func integer(_ word: String) -> Int64? {
    let isNegative = word.hasPrefix("-")
    let digits = isNegative ? word.dropFirst() : word[...]
    guard let first = digits.utf8.first, isDigit(first) else { return nil }
    let sign = isNegative ? "-" : ""
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      return Int64(sign + digits.dropFirst(2), radix: 16)
    }
    return Int64(sign + digits, radix: digits.utf8.count > 1 && first == UInt8(ascii: "0") ? 8 : 10)
  }

  // MARK: - Strings

  // string = '"' { any | escape | "${" any "}" } '"'
  mutating func quoted() throws(HCLError) -> Bytes {
    let start = position
    position += 1
    var bytes: [UInt8] = []
    var braces = 0
    while let byte = peek(), byte != 0x0A || braces > 0 {
      if byte == UInt8(ascii: "$"), peek(1) == UInt8(ascii: "{") {
        braces += 1
        bytes += [byte, UInt8(ascii: "{")]
        position += 2
        continue
      }
      if braces > 0 {
        if byte == UInt8(ascii: "{") { braces += 1 }
        if byte == UInt8(ascii: "}") { braces -= 1 }
      } else if byte == UInt8(ascii: "\"") {
        position += 1
        return Bytes(bytes)
      } else if byte == UInt8(ascii: "\\") {
        try escape(into: &bytes)
        continue
      }
      bytes.append(byte)
      position += 1
    }
    throw HCLError("this string is not closed", Span(start, start + 1))
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(HCLError) {
    let start = position
    position += 2
    switch position <= text.count ? text[position - 1] : 0 {
    case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "a"): bytes.append(0x07)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "v"): bytes.append(0x0B)
    case UInt8(ascii: "x"): bytes.append(UInt8(truncatingIfNeeded: try code(start, digits: 2)))
    case UInt8(ascii: "u"): try append(try code(start, digits: 4), start, into: &bytes)
    case UInt8(ascii: "U"): try append(try code(start, digits: 8), start, into: &bytes)
    default:
      throw HCLError(
        "unknown escape in a string", Span(start, min(position, text.count)),
        hint: "a backslash itself is written `\\\\`")
    }
  }

  private mutating func code(_ start: Int, digits: Int) throws(HCLError) -> UInt32 {
    let end = position + digits
    let word = end <= text.count ? String(decoding: text[position..<end], as: UTF8.self) : ""
    guard word.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let code = UInt32(word, radix: 16)
    else {
      throw HCLError(
        "expected \(digits) hexadecimal digits", Span(start, min(end, text.count)))
    }
    position = end
    return code
  }

  private func append(
    _ code: UInt32, _ start: Int, into bytes: inout [UInt8]
  ) throws(HCLError) {
    guard let scalar = Unicode.Scalar(code) else {
      throw HCLError("there is no such character", Span(start, position))
    }
    bytes += Array(String(Character(scalar)).utf8)
  }

  // heredoc = "<<" [ "-" ] identifier newline { line } blank identifier
  mutating func heredoc() throws(HCLError) -> Bytes {
    let start = position
    position += 1
    guard peek() == UInt8(ascii: "<") else { throw unexpected("`<<` and a word") }
    position += 1
    let isIndented = peek() == UInt8(ascii: "-")
    if isIndented { position += 1 }
    let wordStart = position
    while let byte = peek(), HCLParser.isIdentifier(byte) { position += 1 }
    let word = Array(text[wordStart..<position])
    if peek() == 0x0D { position += 1 }
    guard !word.isEmpty, peek() == 0x0A else { throw unexpected("a word and the end of the line") }
    position += 1
    var lines: [ArraySlice<UInt8>] = []
    while position < text.count {
      let line = text[position...].prefix { $0 != 0x0A }
      let bare = line.drop { $0 == 0x20 || $0 == 0x09 }
      if bare.elementsEqual(word) || bare.elementsEqual(word + [0x0D]) {
        position = bare.startIndex + word.count
        let indent = isIndented ? line.count - bare.count : 0
        return Bytes(HCLParser.joined(lines, withoutIndent: indent))
      }
      lines.append(line)
      position = line.endIndex + 1
    }
    throw HCLError(
      "this text has no end", Span(start, wordStart + word.count),
      hint: "write `\(String(decoding: word, as: UTF8.self))` on a line of its own")
  }

  /// The lines without the indent of the closing word, if all have it.
  private static func joined(
    _ lines: [ArraySlice<UInt8>], withoutIndent indent: Int
  ) -> [UInt8] {
    let isCommon = lines.allSatisfy { line in
      line.isEmpty || line.prefix(indent).count { $0 == 0x20 || $0 == 0x09 } == indent
    }
    return lines.flatMap { (isCommon ? $0.dropFirst(indent) : $0) + [0x0A] }
  }
}
