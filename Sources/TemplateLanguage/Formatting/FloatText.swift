internal import CSystem
internal import Values

/// Floating-point numbers as text, in the forms of Go's `strconv`.
enum FloatText {
  /// More digits than any double has; what is asked beyond is zeros.
  private static let mostDigits = 1100

  /// Appends what `%v` prints.
  static func append(_ value: Double, _ width: FloatWidth, to output: OutputBuffer) {
    guard value.isFinite else { return output.append(special(value)) }
    let capacity = ShortestFloat.capacity
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
      guard let base = room.baseAddress else { return }
      let count = ShortestFloat.write(value, width, exponent: UInt8(ascii: "e"), to: base)
      output.append(UnsafeBufferPointer(start: base, count: count))
    }
  }

  /// The text of a number, with a `-` if it is negative; `NaN`, `+Inf` and `-Inf` for the others.
  ///
  /// `verb` is one of `e E f g G b x X`; without a precision `g` and `x` are the shortest that
  /// reads back.
  static func text(
    _ value: Double, _ width: FloatWidth, verb: Unicode.Scalar, precision: Int?
  ) -> [UInt8] {
    guard value.isFinite else { return special(value) }
    switch verb {
    case "b": return HexadecimalFloat.binaryExponent(value, width)
    case "x", "X":
      return HexadecimalFloat.text(value, isUppercase: verb == "X", precision: precision)
    case "g" where precision == nil:
      return shortest(value, width, exponent: UInt8(ascii: "e"))
    case "G" where precision == nil:
      return shortest(value, width, exponent: UInt8(ascii: "E"))
    default: return fixed(value, verb: UInt8(verb.value), precision: precision ?? 6)
    }
  }

  private static func special(_ value: Double) -> [UInt8] {
    Array((value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
  }

  private static func shortest(
    _ value: Double, _ width: FloatWidth, exponent: UInt8
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: ShortestFloat.capacity) { room, count in
      guard let base = room.baseAddress else { return }
      count = ShortestFloat.write(value, width, exponent: exponent, to: base)
    }
  }

  /// Exact digits to a precision, by the C library; `g` there drops trailing zeros as Go's does.
  private static func fixed(_ value: Double, verb: UInt8, precision: Int) -> [UInt8] {
    let digits = min(precision, mostDigits)
    let capacity = mostDigits + 320
    var text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { room in
      let count = cs_format_double(
        room.baseAddress, capacity, CChar(bitPattern: verb), Int32(digits), value)
      return room.prefix(Int(count)).map { UInt8(bitPattern: $0) }
    }
    let isGeneral = verb | 0x20 == UInt8(ascii: "g")
    if precision > digits, !isGeneral {
      let end = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
      text.insert(
        contentsOf: repeatElement(UInt8(ascii: "0"), count: precision - digits), at: end)
    }
    return text
  }
}
