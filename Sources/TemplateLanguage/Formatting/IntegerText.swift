#if canImport(Glibc)
  import Glibc
#endif

/// Integers as decimal text, straight into an output buffer.
enum IntegerText {
  /// "00", "01" … "99", so that one division gives two digits.
  private static let pairs: StaticString = """
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899
    """

  /// Appends a signed number.
  static func append(_ number: Int64, to output: OutputBuffer) {
    if number >= 0 && number < 10 {
      output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number))
    } else {
      append(magnitude: number.magnitude, isNegative: number < 0, to: output)
    }
  }

  /// Appends an unsigned number.
  static func append(_ number: UInt64, to output: OutputBuffer) {
    append(magnitude: number, isNegative: false, to: output)
  }

  private static func append(magnitude: UInt64, isNegative: Bool, to output: OutputBuffer) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 21) { room in
      guard let base = room.baseAddress else { return }
      var start = write(magnitude, endingAt: base + 21)
      if isNegative {
        start -= 1
        start.pointee = UInt8(ascii: "-")
      }
      output.append(UnsafeBufferPointer(start: start, count: base + 21 - start))
    }
  }

  /// Writes the digits of `number` before `end`, where 20 bytes must be free; returns the first.
  static func write(
    _ number: UInt64, endingAt end: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var rest = number
    var position = end
    while rest >= 100 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 100)
      position -= 2
      memcpy(position, pairs.utf8Start + Int(truncatingIfNeeded: remainder) * 2, 2)
      rest = quotient
    }
    if rest >= 10 {
      position -= 2
      memcpy(position, pairs.utf8Start + Int(truncatingIfNeeded: rest) * 2, 2)
    } else {
      position -= 1
      position.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest)
    }
    return position
  }
}
