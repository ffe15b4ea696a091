internal import Values

/// Go's string literals: writing them for messages, and reading them in templates.
enum Quoting {
  /// The bytes as Go's `%q` shows them.
  static func quote(_ text: Bytes) -> String {
    var result = "\""
    var index = 0
    let bytes = text.storage
    while index < bytes.count {
      let (scalar, width) = RuneReading.rune(in: bytes, at: index)
      if scalar == RuneReading.replacement, width == 1 {
        result += "\\x" + hexadecimal(UInt32(bytes[index]), digits: 2)
      } else {
        result += escaped(scalar, quote: 0x22)
      }
      index += width
    }
    return result + "\""
  }

  /// Text as Go's `%q` shows it.
  static func quote(_ text: String) -> String { quote(Bytes(text)) }

  /// A code point as Go's `%#U` shows it: `U+0041 'A'`.
  static func describe(_ scalar: UInt32) -> String {
    let code = "U+" + hexadecimal(scalar, digits: 4).uppercased()
    guard RuneReading.isPrintable(scalar), let character = Unicode.Scalar(scalar) else {
      return code
    }
    return "\(code) '\(Character(character))'"
  }

  private static func escaped(_ scalar: UInt32, quote: UInt32) -> String {
    switch scalar {
    case quote, 0x5C: return "\\" + String(Character(Unicode.Scalar(UInt8(scalar))))
    case 0x07: return "\\a"
    case 0x08: return "\\b"
    case 0x0C: return "\\f"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0x0B: return "\\v"
    default: break
    }
    if RuneReading.isPrintable(scalar), let character = Unicode.Scalar(scalar) {
      return String(Character(character))
    }
    if scalar < 0x80 { return "\\x" + hexadecimal(scalar, digits: 2) }
    if scalar < 0x10000 { return "\\u" + hexadecimal(scalar, digits: 4) }
    return "\\U" + hexadecimal(scalar, digits: 8)
  }

  private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
