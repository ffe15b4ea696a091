internal import CSystem
internal import Values

/// Floating-point numbers as text, in the forms of Go's `strconv`.
enum FloatText {
  /// More digits than any double has; what is asked beyond is zeros.
  private static let mostDigits = 1100

  /// Appends what `%v` prints.
  static func append(_ value: Double, _ width: FloatWidth, to output: OutputBuffer) {
    var text: [UInt8] = []
    if value.sign == .minus || !value.isFinite {
      text = shortest(value, width, exponent: UInt8(ascii: "e"))
      output.append(text.first == UInt8(ascii: "+") && value.isNaN ? [] : text)
    } else {
      text.reserveCapacity(24)
      appendShortest(value, width, exponent: UInt8(ascii: "e"), to: &text)
      output.append(text)
    }
  }

  /// The text of a number, with a `-` if it is negative; `NaN`, `+Inf` and `-Inf` for the others.
  ///
  /// `verb` is one of `e E f g G b x X`; without a precision `g` and `x` are the shortest that
  /// reads back.
  static func text(
    _ value: Double, _ width: FloatWidth, verb: Unicode.Scalar, precision: Int?
  ) -> [UInt8] {
    if !value.isFinite { return shortest(value, width, exponent: UInt8(ascii: "e")) }
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

  private static func shortest(
    _ value: Double, _ width: FloatWidth, exponent: UInt8
  ) -> [UInt8] {
    if value.isNaN { return Array("NaN".utf8) }
    if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
    var text: [UInt8] = []
    text.reserveCapacity(24)
    if value.sign == .minus { text.append(UInt8(ascii: "-")) }
    appendShortest(value.magnitude, width, exponent: exponent, to: &text)
    return text
  }

  private static func appendShortest(
    _ value: Double, _ width: FloatWidth, exponent: UInt8, to text: inout [UInt8]
  ) {
    let digits = FloatDigits(shortest: value, width: width)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      guard let base = room.baseAddress else { return }
      let start = IntegerText.write(digits.significand, endingAt: base + 20)
      let significand = UnsafeBufferPointer(start: start, count: digits.count)
      // Go takes the shortest form for a precision of 6 here.
      if digits.point - 1 < -4 || digits.point - 1 >= 6 {
        appendScientific(significand, digits.point - 1, exponent, to: &text)
      } else {
        appendPlain(significand, digits.point, to: &text)
      }
    }
  }

  private static func appendScientific(
    _ digits: UnsafeBufferPointer<UInt8>, _ power: Int, _ exponent: UInt8, to text: inout [UInt8]
  ) {
    text.append(digits[0])
    if digits.count > 1 {
      text.append(UInt8(ascii: "."))
      text.append(contentsOf: digits[1...])
    }
    text.append(exponent)
    text.append(UInt8(ascii: power < 0 ? "-" : "+"))
    if power.magnitude < 10 { text.append(UInt8(ascii: "0")) }
    text.append(contentsOf: String(power.magnitude).utf8)
  }

  private static func appendPlain(
    _ digits: UnsafeBufferPointer<UInt8>, _ point: Int, to text: inout [UInt8]
  ) {
    let zero = UInt8(ascii: "0")
    if point > 0 {
      text.append(contentsOf: digits[..<min(point, digits.count)])
      if point > digits.count {
        text.append(contentsOf: repeatElement(zero, count: point - digits.count))
      }
    } else {
      text.append(zero)
    }
    guard digits.count > point else { return }
    text.append(UInt8(ascii: "."))
    if point < 0 { text.append(contentsOf: repeatElement(zero, count: -point)) }
    text.append(contentsOf: digits[max(point, 0)...])
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
