internal import CSystem
internal import Values

/// A number constant: what it is as an integer, an unsigned integer and a float, where it fits.
struct NumberLiteral {
  /// The value as a signed integer, if it is one.
  var signed: Int64?
  /// The value as an unsigned integer, if it is one.
  var unsigned: UInt64?
  /// The value as a float, unless it is complex.
  var floating: Double?
  /// The parts, if it is written as a complex number.
  var complex: (real: Double, imaginary: Double)?
  /// Whether its spelling makes it a float where no type is asked for.
  var isSpelledAsFloat = false

  /// Why a constant was refused, in Go's words.
  struct Refusal: Error {
    let message: String
  }

  /// Reads a character constant with its quotes.
  init(character text: ArraySlice<UInt8>) throws(Refusal) {
    switch Unquoting.character(text) {
    case .invalid: throw Refusal(message: "invalid syntax")
    case .malformed:
      let shown = String(decoding: text, as: UTF8.self)
      throw Refusal(message: "malformed character constant: \(shown)")
    case .rune(let rune):
      signed = Int64(rune)
      unsigned = UInt64(rune)
      floating = Double(rune)
    }
  }

  /// Reads a number.
  init(number slice: ArraySlice<UInt8>) throws(Refusal) {
    let text = Array(slice)
    if text.last == 0x69, let imaginary = NumberLiteral.float(Array(text.dropLast())) {
      setComplex(real: 0, imaginary: imaginary)
      return
    }
    unsigned = NumberLiteral.integer(text).flatMap { $0.isNegative ? nil : $0.magnitude }
    if text.first == 0x2B || text.first == 0x2D { unsigned = nil }
    signed = NumberLiteral.integer(text).flatMap { NumberLiteral.signed($0) }
    if signed == 0 { unsigned = 0 }
    let isDecimalPoint = text.contains { ".eEpP".utf8.contains($0) }
    isSpelledAsFloat = isDecimalPoint && !NumberLiteral.isHexadecimalInteger(text)
    if let signed {
      floating = Double(signed)
    } else if let unsigned {
      floating = Double(unsigned)
    } else if let float = NumberLiteral.float(text) {
      guard isDecimalPoint else {
        throw Refusal(message: "integer overflow: " + Quoting.quote(Bytes(text)))
      }
      floating = float
      signed = Int64(exactly: float)
      unsigned = UInt64(exactly: float)
    } else {
      throw Refusal(message: "illegal number syntax: " + Quoting.quote(Bytes(text)))
    }
  }

  /// Reads a complex constant such as `1+2i`.
  init(complex slice: ArraySlice<UInt8>) throws(Refusal) {
    let text = Array(slice.dropLast())
    var split = text.count - 1
    while split > 0 {
      let isSign = text[split] == 0x2B || text[split] == 0x2D
      let isExponent = "eEpP".utf8.contains(text[split - 1])
      if isSign, !isExponent { break }
      split -= 1
    }
    guard split > 0, let real = NumberLiteral.float(Array(text[..<split])),
      let imaginary = NumberLiteral.float(Array(text[split...]))
    else { throw Refusal(message: "syntax error scanning complex number") }
    setComplex(real: real, imaginary: imaginary)
  }

  private mutating func setComplex(real: Double, imaginary: Double) {
    complex = (real, imaginary)
    guard imaginary == 0 else { return }
    floating = real
    signed = Int64(exactly: real)
    unsigned = UInt64(exactly: real)
  }

  // MARK: Go's strconv

  private struct Integer {
    var isNegative: Bool
    var magnitude: UInt64
  }

  private static func signed(_ integer: Integer) -> Int64? {
    guard integer.isNegative else { return Int64(exactly: integer.magnitude) }
    if integer.magnitude == UInt64(Int64.max) + 1 { return Int64.min }
    return Int64(exactly: integer.magnitude).map { -$0 }
  }

  /// An integer with an optional sign, base prefix and underscores.
  private static func integer(_ text: [UInt8]) -> Integer? {
    var digits = text[...]
    var isNegative = false
    if let sign = digits.first, sign == 0x2B || sign == 0x2D {
      isNegative = sign == 0x2D
      digits = digits.dropFirst()
    }
    guard !digits.contains(0x5F) || hasGoodUnderscores(text) else { return nil }
    var radix: UInt64 = 10
    if digits.count > 1, digits.first == 0x30 {
      radix = [0x78: 16, 0x6F: 8, 0x62: 2][digits[digits.startIndex + 1] | 0x20] ?? 0
      digits = digits.dropFirst(radix == 0 ? 1 : 2)
      if radix == 0 { radix = 8 }
    }
    digits = digits.filter { $0 != 0x5F }[...]
    guard !digits.isEmpty else { return nil }
    var magnitude: UInt64 = 0
    for byte in digits {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, UInt64(digit) < radix
      else { return nil }
      let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: radix)
      let (sum, isStillTooLarge) = product.addingReportingOverflow(UInt64(digit))
      if isTooLarge || isStillTooLarge { return nil }
      magnitude = sum
    }
    return Integer(isNegative: isNegative, magnitude: magnitude)
  }

  /// A decimal or hexadecimal float; nil if malformed or too large.
  private static func float(_ text: [UInt8]) -> Double? {
    guard !text.contains(0x5F) || hasGoodUnderscores(text) else { return nil }
    let plain = text.filter { $0 != 0x5F }
    let unsigned = plain.drop { $0 == 0x2B || $0 == 0x2D }
    guard plain.count - unsigned.count <= 1, let first = unsigned.first,
      (0x30...0x39).contains(first) || first == 0x2E
    else { return nil }
    let isHexadecimal =
      unsigned.starts(with: Array("0x".utf8)) || unsigned.starts(with: Array("0X".utf8))
    if isHexadecimal, !plain.contains(where: { $0 | 0x20 == 0x70 }) { return nil }
    var consumed = 0
    let number = (plain.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
      $0.baseAddress.map { cs_parse_double($0, &consumed) } ?? 0
    }
    return consumed == plain.count && number.isFinite ? number : nil
  }

  /// Whether every underscore stands between digits or after a base prefix.
  private static func hasGoodUnderscores(_ text: [UInt8]) -> Bool {
    enum Seen { case start, digit, underscore, other }
    var rest = text[...]
    if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
    var seen = Seen.start
    var isHexadecimal = false
    if rest.count >= 2, rest.first == 0x30 {
      let prefix = rest[rest.startIndex + 1] | 0x20
      if prefix == 0x62 || prefix == 0x6F || prefix == 0x78 {
        rest = rest.dropFirst(2)
        seen = .digit
        isHexadecimal = prefix == 0x78
      }
    }
    for byte in rest {
      let isLetterDigit = isHexadecimal && (0x61...0x66).contains(byte | 0x20)
      if (0x30...0x39).contains(byte) || isLetterDigit {
        seen = .digit
      } else if byte == 0x5F {
        if seen != .digit { return false }
        seen = .underscore
      } else {
        if seen == .underscore { return false }
        seen = .other
      }
    }
    return seen != .underscore
  }

  private static func isHexadecimalInteger(_ text: [UInt8]) -> Bool {
    text.count > 2 && text[0] == 0x30 && text[1] | 0x20 == 0x78
      && !text.contains { $0 | 0x20 == 0x70 }
  }
}
