internal import Values

/// How messages show pieces of text.
enum Quoting {
  /// The bytes as Go's `%q` shows them.
  static func quote(_ text: Bytes) -> String { GoQuoting.quote(text).string }

  /// Text as Go's `%q` shows it.
  static func quote(_ text: String) -> String { quote(Bytes(text)) }

  /// A code point as Go's `%#U` shows it: `U+0041 'A'`.
  static func describe(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    guard let scalar = Unicode.Scalar(scalar), scalar.isGoPrintable else { return code }
    return "\(code) '\(Character(scalar))'"
  }
}
