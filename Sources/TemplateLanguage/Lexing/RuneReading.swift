/// Code points in byte strings that may be invalid UTF-8, read as Go reads them.
enum RuneReading {
  /// What stands for a byte that is not valid UTF-8.
  static let replacement: UInt32 = 0xFFFD

  /// The code point at `index`, which must be valid, and its length; an invalid byte is one U+FFFD.
  static func rune(in bytes: [UInt8], at index: Int) -> (scalar: UInt32, width: Int) {
    let first = bytes[index]
    if first < 0x80 { return (UInt32(first), 1) }
    let width: Int
    var scalar: UInt32
    let least: UInt32
    switch first {
    case 0xC2...0xDF: (width, scalar, least) = (2, UInt32(first & 0x1F), 0x80)
    case 0xE0...0xEF: (width, scalar, least) = (3, UInt32(first & 0x0F), 0x800)
    case 0xF0...0xF4: (width, scalar, least) = (4, UInt32(first & 0x07), 0x10000)
    default: return (replacement, 1)
    }
    guard index + width <= bytes.count else { return (replacement, 1) }
    for offset in 1..<width {
      let byte = bytes[index + offset]
      guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    guard scalar >= least, Unicode.Scalar(scalar) != nil else { return (replacement, 1) }
    return (scalar, width)
  }

  /// Whether a code point may stand in a name: a letter, a digit of any script, or `_`.
  static func isAlphanumeric(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 {
      let byte = UInt8(scalar)
      return byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      return true
    default: return false
    }
  }

  /// Whether Go prints a code point as itself: letters, marks, numbers, punctuation, symbols and
  /// the ASCII space.
  static func isPrintable(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar >= 0x20 && scalar != 0x7F }
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
      .lineSeparator, .paragraphSeparator:
      return false
    default: return true
    }
  }
}
