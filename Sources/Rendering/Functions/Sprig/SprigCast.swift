import Values

/// sprig's lenient conversions of anything to numbers: what is no number is zero.
enum SprigCast {
  static func int(_ value: Value) -> Int64 {
    switch value {
    case .int(let number, _): number
    case .uint(let number, _): Int64(truncatingIfNeeded: number)
    case .float(let number, _): truncated(number)
    case .bool(let flag): flag ? 1 : 0
    case .bytes(let text): int(withoutZeroFraction(text.storage[...]))
    case .pointer(let pointer): pointer.target.map(int) ?? 0
    default: 0
    }
  }

  static func float(_ value: Value) -> Double {
    switch value {
    case .int(let number, _): Double(number)
    case .uint(let number, _): Double(number)
    case .float(let number, _): number
    case .bool(let flag): flag ? 1 : 0
    case .bytes(let text): (try? Numerals.float(text)) ?? 0
    case .pointer(let pointer): pointer.target.map(float) ?? 0
    default: 0
    }
  }

  /// Go's conversion of a float: what does not fit is the smallest number, as on amd64.
  private static func truncated(_ number: Double) -> Int64 {
    Int64(exactly: number.rounded(.towardZero)) ?? Int64.min
  }

  /// `1.00` without its fraction of zeros.
  private static func withoutZeroFraction(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let point = text.lastIndex(of: UInt8(ascii: ".")), point + 1 < text.endIndex,
      text[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return text }
    return text[..<point]
  }

  /// A number in the base its prefix says, with underscores between digits: `0x1F`, `010`, `1_000`.
  private static func int(_ text: ArraySlice<UInt8>) -> Int64 {
    var digits = text
    var isNegative = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      digits = digits.dropFirst()
    }
    let (radix, prefix) = radix(of: digits)
    guard
      var number = String(validating: digits.dropFirst(prefix), as: UTF8.self), !number.isEmpty
    else { return 0 }
    if number.contains("_") {
      guard !number.hasSuffix("_"), !number.contains("__"), prefix > 0 || !number.hasPrefix("_")
      else { return 0 }
      number.removeAll { $0 == "_" }
    }
    guard number.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else { return 0 }
    return Int64((isNegative ? "-" : "") + number, radix: radix) ?? 0
  }

  private static func radix(of digits: ArraySlice<UInt8>) -> (radix: Int, prefix: Int) {
    guard digits.count > 1, digits.first == UInt8(ascii: "0") else { return (10, 0) }
    switch digits[digits.startIndex + 1] | 0x20 {
    case UInt8(ascii: "x"): return (16, 2)
    case UInt8(ascii: "o"): return (8, 2)
    case UInt8(ascii: "b"): return (2, 2)
    default: return (8, 1)
    }
  }
}
