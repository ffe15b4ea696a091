internal import Values

/// The decimal digits of a positive finite number: `0.d1d2d3… × 10^point`.
struct FloatDigits {
  /// The digits without trailing zeros, as one number of at most 17 digits.
  let significand: UInt64
  /// How many digits there are; 1 for zero.
  let count: Int
  /// Where the decimal point stands, counted from the first digit.
  let point: Int

  /// The fewest digits that read back as the same number, and of those the closest.
  init(shortest value: Double, width: FloatWidth) {
    self = FloatDigits.fewDecimals(value, width) ?? FloatDigits.described(value, width)
  }

  private init(significand: UInt64, decimals: Int) {
    var significand = significand
    var decimals = decimals
    while significand != 0, significand % 10 == 0 {
      significand /= 10
      decimals -= 1
    }
    self.significand = significand
    count = FloatDigits.digitCount(significand)
    point = significand == 0 ? 1 : count - decimals
  }

  private static func digitCount(_ number: UInt64) -> Int {
    var count = 1
    var rest = number / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    return count
  }

  /// Numbers such as 0.5 or 1024.25, found by trial. Below 10^15 a decimal of at most 15 digits
  /// belongs to exactly one double and both operands of the division are exact, so that the first
  /// hit is the shortest form.
  private static func fewDecimals(_ value: Double, _ width: FloatWidth) -> FloatDigits? {
    guard width == .float64, value == 0 || value >= 1e-5, value < 1e15 else { return nil }
    var scale = 1.0
    for decimals in 0...8 {
      let scaled = value * scale
      guard scaled < 1e15 else { return nil }
      let nearest = UInt64(scaled + 0.5)
      if Double(nearest) / scale == value {
        return FloatDigits(significand: nearest, decimals: decimals)
      }
      scale *= 10
    }
    return nil
  }

  /// All other numbers: the standard library finds the digits, whatever form it gives them.
  private static func described(_ value: Double, _ width: FloatWidth) -> FloatDigits {
    var text = width == .float32 ? Float(value).description : value.description
    return text.withUTF8 { bytes in
      var significand: UInt64 = 0
      var decimals = 0
      var isFraction = false
      var position = 0
      while position < bytes.count, bytes[position] != UInt8(ascii: "e") {
        if bytes[position] == UInt8(ascii: ".") {
          isFraction = true
        } else if significand != 0 || bytes[position] != UInt8(ascii: "0") || isFraction {
          significand = significand * 10 + UInt64(bytes[position] - UInt8(ascii: "0"))
          if isFraction { decimals += 1 }
        }
        position += 1
      }
      return FloatDigits(
        significand: significand, decimals: decimals - exponent(bytes, from: position + 1))
    }
  }

  private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard start < bytes.count else { return 0 }
    var number = 0
    for byte in bytes[start...] where byte >= UInt8(ascii: "0") {
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return bytes[start] == UInt8(ascii: "-") ? -number : number
  }
}
