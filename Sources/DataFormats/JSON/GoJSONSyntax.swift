package import Values

/// What Go's `encoding/json` says of a text which is not JSON, for those who know its words or
/// search logs for them.
package struct GoJSONSyntax {
  /// The first mistake of a text.
  package struct Mistake: Error, Equatable {
    /// Go's words: `invalid character 'x' looking for beginning of value`.
    package let words: String
    /// The byte at which it is.
    package let offset: Int
  }

  private enum Expectation { case value, valueOrEnd, key, keyOrEnd, colon, afterValue }

  private let text: [UInt8]
  private var position = 0
  private var containers: [UInt8] = []
  private var expected = Expectation.value

  /// The first mistake; nil for a text whose syntax is right.
  package static func mistake(in text: Bytes) -> Mistake? {
    var syntax = GoJSONSyntax(text: text.storage)
    do throws(Mistake) {
      try syntax.run()
      return nil
    } catch {
      return error
    }
  }

  private init(text: [UInt8]) { self.text = text }

  private mutating func run() throws(Mistake) {
    while true {
      while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
      guard let byte = current else {
        if expected == .afterValue, containers.isEmpty { return }
        throw endOfInput
      }
      switch expected {
      case .value, .valueOrEnd: try passValue(byte)
      case .key, .keyOrEnd: try passKey(byte)
      case .colon:
        guard byte == UInt8(ascii: ":") else { throw invalid("after object key") }
        position += 1
        expected = .value
      case .afterValue: try passSeparator(byte)
      }
    }
  }

  private mutating func passValue(_ byte: UInt8) throws(Mistake) {
    if byte == UInt8(ascii: "]"), expected == .valueOrEnd { return passEnd() }
    expected = .afterValue
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      containers.append(byte)
      position += 1
      expected = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
    case UInt8(ascii: "\""): try passString()
    case UInt8(ascii: "t"): try passLiteral("true")
    case UInt8(ascii: "f"): try passLiteral("false")
    case UInt8(ascii: "n"): try passLiteral("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try passNumber()
    default: throw invalid("looking for beginning of value")
    }
  }

  private mutating func passKey(_ byte: UInt8) throws(Mistake) {
    if byte == UInt8(ascii: "}"), expected == .keyOrEnd { return passEnd() }
    guard byte == UInt8(ascii: "\"") else {
      throw invalid("looking for beginning of object key string")
    }
    try passString()
    expected = .colon
  }

  private mutating func passSeparator(_ byte: UInt8) throws(Mistake) {
    switch containers.last {
    case UInt8(ascii: "{"):
      if byte == UInt8(ascii: "}") { return passEnd() }
      guard byte == UInt8(ascii: ",") else { throw invalid("after object key:value pair") }
      expected = .key
    case UInt8(ascii: "["):
      if byte == UInt8(ascii: "]") { return passEnd() }
      guard byte == UInt8(ascii: ",") else { throw invalid("after array element") }
      expected = .value
    default: throw invalid("after top-level value")
    }
    position += 1
  }

  private mutating func passEnd() {
    containers.removeLast()
    position += 1
    expected = .afterValue
  }

  private mutating func passLiteral(_ word: String) throws(Mistake) {
    for letter in word.utf8 {
      guard let byte = current else { throw endOfInput }
      guard byte == letter else {
        throw invalid("in literal \(word) (expecting '\(Character(Unicode.Scalar(letter)))')")
      }
      position += 1
    }
  }

  private mutating func passNumber() throws(Mistake) {
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
    } else {
      try passDigits("in numeric literal")
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try passDigits("after decimal point in numeric literal")
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try passDigits("in exponent of numeric literal")
    }
  }

  private mutating func passDigits(_ place: String) throws(Mistake) {
    guard let byte = current else { throw endOfInput }
    guard isDigit(byte) else { throw invalid(place) }
    while let byte = current, isDigit(byte) { position += 1 }
  }

  private mutating func passString() throws(Mistake) {
    position += 1
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try passEscape()
      case 0..<0x20: throw invalid("in string literal")
      default: position += 1
      }
    }
    throw endOfInput
  }

  private mutating func passEscape() throws(Mistake) {
    position += 1
    guard let byte = current else { throw endOfInput }
    guard #""\/bfnrtu"#.utf8.contains(byte) else { throw invalid("in string escape code") }
    position += 1
    guard byte == UInt8(ascii: "u") else { return }
    for _ in 0..<4 {
      guard let digit = current else { throw endOfInput }
      guard isDigit(digit) || 0x61...0x66 ~= digit | 0x20 else {
        throw invalid("in \\u hexadecimal character escape")
      }
      position += 1
    }
  }

  // MARK: - Bytes and words

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  private var endOfInput: Mistake {
    Mistake(words: "unexpected end of JSON input", offset: text.count)
  }

  private func invalid(_ place: String) -> Mistake {
    Mistake(words: "invalid character '\(character)' \(place)", offset: position)
  }

  private var character: String {
    let length = text[position...].withUnsafeBufferPointer { rest in
      rest.baseAddress.map { UTF8Rule.validLength($0, rest.count) } ?? 0
    }
    guard length > 0 else { return "\\x" + hexadecimal(UInt32(text[position]), digits: 2) }
    let shown = String(decoding: text[position..<(position + length)], as: UTF8.self)
    switch shown {
    case "'": return "\\'"
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    guard let scalar = shown.unicodeScalars.first, isHidden(scalar) else { return shown }
    if scalar.value < 0x80 { return "\\x" + hexadecimal(scalar.value, digits: 2) }
    return scalar.value < 0x10000
      ? "\\u" + hexadecimal(scalar.value, digits: 4) : "\\U" + hexadecimal(scalar.value, digits: 8)
  }

  private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    case .spaceSeparator: scalar != " "
    default: false
    }
  }

  private func hexadecimal(_ number: UInt32, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
