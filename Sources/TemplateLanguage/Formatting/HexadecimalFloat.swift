internal import Values

/// The binary forms of floating-point numbers: `%x` and `%b`.
enum HexadecimalFloat {
  /// `0x1.8p+01`; without a precision as many digits as needed.
  static func text(_ value: Double, isUppercase: Bool, precision: Int?) -> [UInt8] {
    let (fraction, exponent) = rounded(value.magnitude, precision: precision)
    let digits = Array((isUppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    var text: [UInt8] = []
    if value.sign == .minus { text.append(UInt8(ascii: "-")) }
    text += Array((isUppercase ? "0X" : "0x").utf8)
    text.append(digits[Int(fraction >> 60)])
    var rest = fraction << 4
    let length = precision ?? (16 - rest.trailingZeroBitCount / 4)
    if length > 0 { text.append(UInt8(ascii: ".")) }
    for _ in 0..<length {
      text.append(digits[Int(rest >> 60)])
      rest <<= 4
    }
    text.append(UInt8(ascii: isUppercase ? "P" : "p"))
    text.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
    if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
    text += Array(String(exponent.magnitude).utf8)
    return text
  }

  /// The number as one digit, at the top, and 15 digits of fraction, and a power of two.
  private static func rounded(_ value: Double, precision: Int?) -> (UInt64, Int) {
    if value == 0 { return (0, 0) }
    var exponent = Int(value.exponent)
    let bits = UInt64(value.significand * 0x1p52)
    var fraction = bits << 8
    if let precision, precision < 15 {
      let unit: UInt64 = 1 << UInt64(60 - 4 * precision)
      let extra = fraction & (unit - 1)
      fraction &= ~(unit - 1)
      let isOdd = fraction & unit != 0
      if extra > unit / 2 || extra == unit / 2 && isOdd { fraction += unit }
      if fraction >> 60 > 1 {
        fraction >>= 1
        exponent += 1
      }
    }
    return (fraction, exponent)
  }

  /// `4503599627370496p-52`: the whole significand and a power of two.
  static func binaryExponent(_ value: Double, _ width: FloatWidth) -> [UInt8] {
    let significand: UInt64
    let exponent: Int
    let text: String
    if width == .float32 {
      let bits = Float(value.magnitude).bitPattern
      let biased = Int(bits >> 23)
      significand = UInt64(bits & 0x7F_FFFF) | (biased == 0 ? 0 : 0x80_0000)
      exponent = max(biased, 1) - 127 - 23
    } else {
      let bits = value.magnitude.bitPattern
      let biased = Int(bits >> 52)
      significand = bits & 0xF_FFFF_FFFF_FFFF | (biased == 0 ? 0 : 0x10_0000_0000_0000)
      exponent = max(biased, 1) - 1023 - 52
    }
    text = "\(significand)p\(exponent < 0 ? "" : "+")\(exponent)"
    return Array((value.sign == .minus ? "-" + text : text).utf8)
  }
}
