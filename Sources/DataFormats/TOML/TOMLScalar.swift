import CSystem

/// Reads booleans, numbers and dates.
enum TOMLScalar {
  /// Why a word is none of them.
  struct Refusal: Error {
    let message: String
    var hint: String?
  }

  /// What a word means.
  static func kind(of word: [UInt8]) throws(Refusal) -> DocumentNode.Kind {
    let text = String(decoding: word, as: UTF8.self)
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    guard let first = word.first,
      isDigit(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
    else { throw notAValue(text) }
    if TOMLDate.looksLikeOne(word) {
      guard TOMLDate.isValid(word) else {
        throw Refusal(message: "`\(shown(text))` is not a valid date or time")
      }
      return .date(text)
    }
    return try number(word, text)
  }

  private static func notAValue(_ text: String) -> Refusal {
    let lowercased = text.lowercased()
    let hint: String? =
      switch lowercased {
      case "true", "false", "inf", "nan": "it is written `\(lowercased)`"
      case "yes", "on": "write `true`"
      case "no", "off": "write `false`"
      case "null", "nil", "none", "~": "TOML has no null: leave the key out"
      default: "a text needs quotes: `\"\(shown(text))\"`"
      }
    return Refusal(message: "expected a value, found `\(shown(text))`", hint: hint)
  }

  private static func number(_ word: [UInt8], _ text: String) throws(Refusal) -> DocumentNode.Kind {
    let hasSign = word[0] == UInt8(ascii: "+") || word[0] == UInt8(ascii: "-")
    let digits = word.dropFirst(hasSign ? 1 : 0)
    if digits.count > 1, digits.first == UInt8(ascii: "0"),
      let radix = radix(digits.dropFirst().first)
    {
      guard !hasSign else {
        throw Refusal(message: "`\(shown(text))` must not have a sign")
      }
      return .integer(try integer(digits.dropFirst(2), radix: radix, isNegative: false, text))
    }
    if digits.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) {
      try checkLeadingZero(digits, text)
      return .integer(
        try integer(digits, radix: 10, isNegative: word[0] == UInt8(ascii: "-"), text))
    }
    return .float(try float(word, digits, text))
  }

  private static func radix(_ letter: UInt8?) -> UInt64? {
    switch letter {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  private static func integer(
    _ digits: ArraySlice<UInt8>, radix: UInt64, isNegative: Bool, _ text: String
  ) throws(Refusal) -> Int64 {
    guard hasGoodUnderscores(digits, isDigit: { value($0, radix) != nil }) else {
      throw Refusal(message: "`\(shown(text))` is not a valid integer")
    }
    var magnitude: UInt64 = 0
    for byte in digits {
      guard let digit = value(byte, radix) else { continue }
      let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: radix)
      let (sum, overflows) = product.addingReportingOverflow(digit)
      guard !isTooLarge, !overflows else { throw tooLarge(text) }
      magnitude = sum
    }
    guard magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else { throw tooLarge(text) }
    return Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude)
  }

  // float = integer ( "." digits [ exponent ] / exponent )
  private static func float(
    _ word: [UInt8], _ digits: ArraySlice<UInt8>, _ text: String
  ) throws(Refusal) -> Double {
    let refusal = Refusal(
      message: "`\(shown(text))` is not a valid number", hint: "a text needs quotes")
    let exponentMark = digits.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? digits.endIndex
    let mantissa = digits[..<exponentMark]
    let dot = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    guard hasGoodUnderscores(mantissa[..<dot], isDigit: isDigit) else { throw refusal }
    try checkLeadingZero(mantissa[..<dot], text)
    if dot < mantissa.endIndex {
      guard hasGoodUnderscores(mantissa[(dot + 1)...], isDigit: isDigit) else { throw refusal }
    }
    if exponentMark < digits.endIndex {
      var exponent = digits[(exponentMark + 1)...]
      if exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-") {
        exponent = exponent.dropFirst()
      }
      guard hasGoodUnderscores(exponent, isDigit: isDigit) else { throw refusal }
    }
    var terminated = word.filter { $0 != UInt8(ascii: "_") }.map { CChar(bitPattern: $0) }
    terminated.append(0)
    var consumed = 0
    let number = cs_parse_double(terminated, &consumed)
    guard number.isFinite else { throw tooLarge(text) }
    return number
  }

  private static func checkLeadingZero(
    _ digits: ArraySlice<UInt8>, _ text: String
  ) throws(Refusal) {
    if digits.count > 1, digits.first == UInt8(ascii: "0") {
      throw Refusal(
        message: "`\(shown(text))` must not start with `0`",
        hint: "octal numbers start with `0o`, a text needs quotes")
    }
  }

  /// Whether there are digits only, and underscores only between two of them.
  private static func hasGoodUnderscores(
    _ digits: ArraySlice<UInt8>, isDigit: (UInt8) -> Bool
  ) -> Bool {
    var afterDigit = false
    for byte in digits {
      if byte == UInt8(ascii: "_") {
        guard afterDigit else { return false }
        afterDigit = false
      } else {
        guard isDigit(byte) else { return false }
        afterDigit = true
      }
    }
    return afterDigit
  }

  private static func tooLarge(_ text: String) -> Refusal {
    Refusal(message: "the number `\(shown(text))` is too large for 64 bits")
  }

  private static func value(_ byte: UInt8, _ radix: UInt64) -> UInt64? {
    guard let digit = JSONEscape.hexadecimalDigit(byte), digit < radix else { return nil }
    return UInt64(digit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func shown(_ text: String) -> String {
    text.utf8.count <= 40 ? text : text.prefix(37) + "..."
  }
}
