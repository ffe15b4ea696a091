import CCrypto
import TemplateLanguage
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// A decimal number of any precision, so that `addf 0.1 0.2` is 0.3: a whole number times a power
/// of ten.
struct SprigDecimal {
  private let coefficient: WholeNumber
  private let exponent: Int

  /// The digits behind the point that a division keeps.
  private static let divisionDigits = 16

  /// The shortest decimal that is this float.
  private init(_ number: Double) throws(ValueError) {
    guard number.isFinite else {
      throw ValueError(
        "Cannot create a Decimal from \(GoFormat.sprint([.float(number)]).string)")
    }
    var digits = ""
    var exponent = 0
    // Swift prints the shortest digits, in one of the forms `-1.5`, `1e+20`, `1.5e-07`.
    let parts = number.description.split(separator: "e")
    if parts.count > 1 { exponent = Int(parts[1]) ?? 0 }
    var isFraction = false
    for character in parts[0] {
      if character == "." {
        isFraction = true
      } else {
        digits.append(character)
        if isFraction { exponent -= 1 }
      }
    }
    coefficient = WholeNumber(digits)
    self.exponent = exponent
  }

  private init(_ coefficient: WholeNumber, _ exponent: Int) {
    self.coefficient = coefficient
    self.exponent = exponent
  }

  /// The operation on the first two numbers, then on its result and the third, and so on.
  static func fold(
    _ values: [Value],
    _ operation: (SprigDecimal, SprigDecimal) throws(ValueError) -> SprigDecimal
  ) throws(ValueError) -> Double {
    var result = try SprigDecimal(SprigCast.float(values[0]))
    for value in values.dropFirst() {
      result = try operation(result, try SprigDecimal(SprigCast.float(value)))
      guard result.coefficient.bits < 1 << 16 else {
        throw ValueError("the decimal number has too many digits")
      }
    }
    return strtod("\(result.coefficient.text)e\(result.exponent)", nil)
  }

  var negated: SprigDecimal { SprigDecimal(coefficient.negated, exponent) }

  func adding(_ other: SprigDecimal) -> SprigDecimal {
    let lowest = Swift.min(exponent, other.exponent)
    return SprigDecimal(
      coefficient.shifted(exponent - lowest)
        .adding(other.coefficient.shifted(other.exponent - lowest)), lowest)
  }

  func multiplied(by other: SprigDecimal) -> SprigDecimal {
    SprigDecimal(coefficient.multiplied(by: other.coefficient), exponent + other.exponent)
  }

  /// The quotient rounded to 16 digits behind the point, halves away from zero.
  func divided(by other: SprigDecimal) throws(ValueError) -> SprigDecimal {
    guard !other.coefficient.isZero else { throw ValueError("decimal division by 0") }
    let shift = exponent - other.exponent + SprigDecimal.divisionDigits
    let quotient = coefficient.shifted(Swift.max(0, shift))
      .dividedRounding(by: other.coefficient.shifted(Swift.max(0, -shift)))
    return SprigDecimal(quotient, -SprigDecimal.divisionDigits)
  }
}

/// A whole number of any size.
private final class WholeNumber {
  private let number: OpaquePointer?

  private init(_ number: OpaquePointer?) { self.number = number }

  /// The number of decimal digits, perhaps after a minus.
  convenience init(_ digits: String) {
    var number: OpaquePointer?
    BN_dec2bn(&number, digits)
    self.init(number)
  }

  deinit { BN_free(number) }

  var isZero: Bool { BN_is_zero(number) == 1 }
  var bits: Int { Int(BN_num_bits(number)) }

  var text: String {
    guard let text = BN_bn2dec(number) else { return "0" }
    defer { CRYPTO_free(text, nil, 0) }
    return String(cString: text)
  }

  var negated: WholeNumber {
    let copy = WholeNumber(BN_dup(number))
    BN_set_negative(copy.number, BN_is_negative(number) == 1 ? 0 : 1)
    return copy
  }

  func adding(_ other: WholeNumber) -> WholeNumber {
    let sum = WholeNumber(BN_new())
    BN_add(sum.number, number, other.number)
    return sum
  }

  func multiplied(by other: WholeNumber) -> WholeNumber {
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    let product = WholeNumber(BN_new())
    BN_mul(product.number, number, other.number, context)
    return product
  }

  /// Times a power of ten.
  func shifted(_ digits: Int) -> WholeNumber {
    if digits == 0 { return self }
    return multiplied(by: WholeNumber("1" + String(repeating: "0", count: digits)))
  }

  /// The nearest whole quotient, halves away from zero.
  func dividedRounding(by other: WholeNumber) -> WholeNumber {
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    let quotient = WholeNumber(BN_new())
    let rest = WholeNumber(BN_new())
    BN_div(quotient.number, rest.number, number, other.number, context)
    let twice = rest.adding(rest)
    if BN_ucmp(twice.number, other.number) >= 0 {
      let isNegative = BN_is_negative(number) != BN_is_negative(other.number)
      return quotient.adding(WholeNumber(isNegative ? "-1" : "1"))
    }
    return quotient
  }
}
