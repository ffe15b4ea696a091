import TemplateLanguage
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// Go's `strconv`: texts to numbers, strictly and in Go's error words.
enum Numerals {
  /// `strconv.ParseInt(text, 10, 64)`; `function` is the name in errors.
  static func int(
    _ text: Bytes, function: String = "ParseInt"
  ) throws(ValueError) -> Int64 {
    var digits = text.storage[...]
    var isNegative = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      digits = digits.dropFirst()
    }
    let magnitude = try magnitude(digits, of: text, function)
    let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
    guard let magnitude, magnitude <= limit else { throw outOfRange(text, function) }
    return Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude)
  }

  /// `strconv.ParseUint(text, 10, 64)`
  static func uint(_ text: Bytes) throws(ValueError) -> UInt64 {
    guard let number = try magnitude(text.storage[...], of: text, "ParseUint") else {
      throw outOfRange(text, "ParseUint")
    }
    return number
  }

  /// `strconv.ParseFloat(text, 64)`, without its underscores
  static func float(_ text: Bytes) throws(ValueError) -> Double {
    guard FloatGrammar.accepts(text.storage) else { throw invalid(text, "ParseFloat") }
    let number = strtod(text.string, nil)
    let isNamed = text.storage.contains { $0 == UInt8(ascii: "n") || $0 == UInt8(ascii: "N") }
    guard number.isFinite || isNamed else { throw outOfRange(text, "ParseFloat") }
    return number
  }

  /// `strconv.ParseBool(text)`
  static func bool(_ text: Bytes) throws(ValueError) -> Bool {
    switch text.string {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default: throw invalid(text, "ParseBool")
    }
  }

  /// The number in decimal digits; nil if it is too large.
  private static func magnitude(
    _ digits: ArraySlice<UInt8>, of text: Bytes, _ function: String
  ) throws(ValueError) -> UInt64? {
    guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw invalid(text, function)
    }
    var number: UInt64 = 0
    for digit in digits {
      let (product, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(digit - 0x30))
      if overflows || overflowsToo { return nil }
      number = sum
    }
    return number
  }

  private static func invalid(_ text: Bytes, _ function: String) -> ValueError {
    ValueError("strconv.\(function): parsing \(GoQuoting.quote(text)): invalid syntax")
  }

  private static func outOfRange(_ text: Bytes, _ function: String) -> ValueError {
    ValueError("strconv.\(function): parsing \(GoQuoting.quote(text)): value out of range")
  }
}

/// What `strconv.ParseFloat` accepts:
///
///     float   = [sign] ("inf" | "infinity" | "nan" | decimal | hex)      letters of any case
///     decimal = digits* ["." digits*] ["e" [sign] digits+]               with at least one digit
///     hex     = "0x" hexdigits* ["." hexdigits*] "p" [sign] digits+      with at least one digit
private struct FloatGrammar {
  private var rest: ArraySlice<UInt8>

  static func accepts(_ text: [UInt8]) -> Bool {
    var grammar = FloatGrammar(rest: text[...])
    return grammar.float()
  }

  private mutating func float() -> Bool {
    skip("+-")
    let word = String(decoding: rest, as: UTF8.self).lowercased()
    if ["inf", "infinity", "nan"].contains(word) { return true }
    if word.hasPrefix("0x") {
      rest = rest.dropFirst(2)
      return mantissa("0123456789abcdefABCDEF") && exponent("pP", isNeeded: true)
    }
    return mantissa("0123456789") && exponent("eE", isNeeded: false)
  }

  private mutating func mantissa(_ digits: String) -> Bool {
    let before = run(digits)
    let after = skip(".") ? run(digits) : 0
    return before + after > 0
  }

  private mutating func exponent(_ letters: String, isNeeded: Bool) -> Bool {
    guard skip(letters) else { return !isNeeded && rest.isEmpty }
    skip("+-")
    return run("0123456789") > 0 && rest.isEmpty
  }

  @discardableResult
  private mutating func skip(_ set: String) -> Bool {
    guard let first = rest.first, set.utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func run(_ set: String) -> Int {
    var count = 0
    while skip(set) { count += 1 }
    return count
  }
}
