internal import Values

/// The shortest text of a finite number that reads back as the same number: Go's `%g` without a
/// precision. It is laid out in borrowed memory, since this is what actions print.
struct ShortestFloat {
  /// The most bytes a text takes: sign, 17 digits, point and exponent or leading zeros.
  static let capacity = 40

  private let base: UnsafeMutablePointer<UInt8>
  private var count = 0

  /// Writes the text of `value` to `base`, where `capacity` bytes must be free; returns its length.
  static func write(
    _ value: Double, _ width: FloatWidth, exponent: UInt8, to base: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var text = ShortestFloat(base: base)
    if value.sign == .minus { text.append(UInt8(ascii: "-")) }
    text.append(FloatDigits(shortest: value.magnitude, width: width), exponent: exponent)
    return text.count
  }

  private init(base: UnsafeMutablePointer<UInt8>) { self.base = base }

  private mutating func append(_ byte: UInt8) {
    base[count] = byte
    count += 1
  }

  private mutating func append(_ bytes: UnsafePointer<UInt8>, count added: Int) {
    guard added > 0 else { return }
    (base + count).update(from: bytes, count: added)
    count += added
  }

  private mutating func appendZeros(_ added: Int) {
    for _ in 0..<max(0, added) { append(UInt8(ascii: "0")) }
  }

  private mutating func append(_ digits: FloatDigits, exponent: UInt8) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      guard let end = room.baseAddress.map({ $0 + 20 }) else { return }
      let first = IntegerText.write(digits.significand, endingAt: end)
      let power = digits.point - 1
      // Go takes the shortest form for a precision of 6 here.
      if power < -4 || power >= 6 {
        appendScientific(first, digits.count, power, exponent)
      } else {
        appendPlain(first, digits.count, digits.point)
      }
    }
  }

  private mutating func appendScientific(
    _ digits: UnsafePointer<UInt8>, _ length: Int, _ power: Int, _ exponent: UInt8
  ) {
    append(digits[0])
    if length > 1 {
      append(UInt8(ascii: "."))
      append(digits + 1, count: length - 1)
    }
    append(exponent)
    append(UInt8(ascii: power < 0 ? "-" : "+"))
    let magnitude = UInt8(power.magnitude / 10)
    if magnitude >= 10 { append(UInt8(ascii: "0") + magnitude / 10) }
    append(UInt8(ascii: "0") + magnitude % 10)
    append(UInt8(ascii: "0") + UInt8(power.magnitude % 10))
  }

  private mutating func appendPlain(
    _ digits: UnsafePointer<UInt8>, _ length: Int, _ point: Int
  ) {
    let whole = min(max(point, 0), length)
    if whole == 0 { append(UInt8(ascii: "0")) }
    append(digits, count: whole)
    appendZeros(point - length)
    guard length > point else { return }
    append(UInt8(ascii: "."))
    appendZeros(-point)
    append(digits + whole, count: length - whole)
  }
}
