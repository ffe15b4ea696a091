internal import Values

/// Reads Go's literals `"…"`, `` `…` `` and `'…'`.
enum Unquoting {
  /// The value of a quoted or raw string literal with its quotes; nil if it is malformed.
  static func string(_ literal: ArraySlice<UInt8>) -> Bytes? {
    guard literal.count >= 2, let quote = literal.first, quote == literal.last else { return nil }
    let inner = Array(literal.dropFirst().dropLast())
    if quote == 0x60 { return Bytes(inner.filter { $0 != 0x0D }) }
    if inner.allSatisfy({ $0 < 0x80 && $0 != 0x5C && $0 != 0x0A && $0 != quote }) {
      return Bytes(inner)
    }
    var result = Bytes()
    var index = 0
    while index < inner.count {
      guard let element = element(of: inner, at: &index, quote: quote) else { return nil }
      switch element {
      case .byte(let byte): result.append(byte)
      case .scalar(let scalar): append(scalar, to: &result)
      }
    }
    return result
  }

  /// What a character constant stands for.
  enum CharacterConstant: Equatable {
    case rune(UInt32)
    /// An escape or a character that may not stand there.
    case invalid
    /// More than one character between the quotes.
    case malformed
  }

  /// The value of a character constant with its quotes.
  static func character(_ literal: ArraySlice<UInt8>) -> CharacterConstant {
    let inner = Array(literal.dropFirst())
    var index = 0
    guard let element = element(of: inner, at: &index, quote: 0x27) else { return .invalid }
    guard index == inner.count - 1, inner[index] == 0x27 else { return .malformed }
    switch element {
    case .byte(let byte): return .rune(UInt32(byte))
    case .scalar(let scalar): return .rune(scalar)
    }
  }

  private enum Element {
    case byte(UInt8)
    case scalar(UInt32)
  }

  private static func element(of bytes: [UInt8], at index: inout Int, quote: UInt8) -> Element? {
    guard index < bytes.count, bytes[index] != quote, bytes[index] != 0x0A else { return nil }
    guard bytes[index] == 0x5C else {
      let (scalar, width) = RuneReading.rune(in: bytes, at: index)
      defer { index += width }
      return scalar < 0x80 ? .byte(UInt8(scalar)) : .scalar(scalar)
    }
    guard index + 1 < bytes.count else { return nil }
    let escape = bytes[index + 1]
    index += 2
    switch escape {
    case 0x61: return .byte(0x07)
    case 0x62: return .byte(0x08)
    case 0x66: return .byte(0x0C)
    case 0x6E: return .byte(0x0A)
    case 0x72: return .byte(0x0D)
    case 0x74: return .byte(0x09)
    case 0x76: return .byte(0x0B)
    case 0x5C: return .byte(0x5C)
    case 0x22, 0x27: return escape == quote ? .byte(escape) : nil
    case 0x78: return number(in: bytes, at: &index, digits: 2, radix: 16).map { .byte(UInt8($0)) }
    case 0x75: return scalar(in: bytes, at: &index, digits: 4)
    case 0x55: return scalar(in: bytes, at: &index, digits: 8)
    case 0x30...0x37:
      index -= 1
      guard let octal = number(in: bytes, at: &index, digits: 3, radix: 8), octal < 256 else {
        return nil
      }
      return .byte(UInt8(octal))
    default: return nil
    }
  }

  private static func scalar(in bytes: [UInt8], at index: inout Int, digits: Int) -> Element? {
    guard let code = number(in: bytes, at: &index, digits: digits, radix: 16),
      Unicode.Scalar(code) != nil
    else { return nil }
    return .scalar(code)
  }

  private static func number(
    in bytes: [UInt8], at index: inout Int, digits: Int, radix: UInt32
  ) -> UInt32? {
    guard index + digits <= bytes.count else { return nil }
    var number: UInt32 = 0
    for byte in bytes[index..<index + digits] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else {
        return nil
      }
      number = number &* radix &+ UInt32(digit)
    }
    index += digits
    return number
  }

  private static func append(_ scalar: UInt32, to result: inout Bytes) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    result.storage.append(contentsOf: Array(String(Character(scalar)).utf8))
  }
}
