/// Code points in the bytes of templates, which may be invalid UTF-8, read as Go reads them.
enum RuneReading {
  /// The code point at `index`, which must be valid, and its length; an invalid byte is one U+FFFD.
  static func rune(in bytes: [UInt8], at index: Int) -> (scalar: UInt32, width: Int) {
    if bytes[index] < 0x80 { return (UInt32(bytes[index]), 1) }
    let rune = bytes.withUnsafeBufferPointer { RuneDecoding.rune(in: $0, at: index) }
    return (rune.scalar.value, rune.size)
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
}
