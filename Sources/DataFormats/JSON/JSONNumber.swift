import CSystem

/// Reads the texts of numbers that were checked already.
enum JSONNumber {
  /// The integer, if the text fits 64 bits signed.
  static func int64(_ text: some Collection<UInt8>) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    guard let magnitude = magnitude(text.dropFirst(isNegative ? 1 : 0)) else { return nil }
    if isNegative {
      return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// The integer, if the text has no sign and fits 64 bits unsigned.
  static func uint64(_ text: some Collection<UInt8>) -> UInt64? {
    text.first == UInt8(ascii: "-") ? nil : magnitude(text)
  }

  /// The nearest number, or nil where it would be infinite.
  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    if let exact = smallDecimal(text) { return exact }
    let number = parse(text)
    return number.isFinite ? number : nil
  }

  private static func magnitude(_ digits: some Collection<UInt8>) -> UInt64? {
    if digits.count < 20 {
      return digits.reduce(0) { $0 &* 10 &+ UInt64($1 &- 0x30) }
    }
    var number: UInt64 = 0
    for byte in digits {
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(UInt64(byte &- 0x30))
      guard !isTooLarge, !overflows else { return nil }
      number = sum
    }
    return number
  }

  /// A number of at most 15 digits without an exponent: one exact division gives the nearest one.
  private static func smallDecimal(_ text: ArraySlice<UInt8>) -> Double? {
    guard text.count <= 17 else { return nil }
    var digits = 0
    var mantissa: UInt64 = 0
    var fraction: Int?
    for byte in text where byte != UInt8(ascii: "-") {
      if byte == UInt8(ascii: ".") {
        fraction = 0
        continue
      }
      guard byte &- 0x30 < 10 else { return nil }
      mantissa = mantissa * 10 + UInt64(byte &- 0x30)
      digits += 1
      if let count = fraction { fraction = count + 1 }
    }
    guard digits <= 15 else { return nil }
    let magnitude = Double(mantissa) / powers[fraction ?? 0]
    return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  private static func parse(_ text: ArraySlice<UInt8>) -> Double {
    var terminated = text.map { CChar(bitPattern: $0) }
    terminated.append(0)
    var consumed = 0
    return cs_parse_double(terminated, &consumed)
  }
}
