/// Reads the escapes of JSON strings.
enum JSONEscape {
  /// The number of an escape `\uXXXX` at `bytes`, or nil if there is none.
  static func codeUnit(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt16? {
    guard count >= 6, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt16 = 0
    for index in 2..<6 {
      guard let digit = hexadecimalDigit(bytes[index]) else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The value of a hexadecimal digit.
  static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x61 + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x41 + 10
    default: nil
    }
  }

  /// The text of a string whose escapes were checked; what is not Unicode becomes U+FFFD.
  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = text.baseAddress else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var offset = 0
    while offset < text.count {
      var end = offset
      while end < text.count, base[end] < 0x80, base[end] != UInt8(ascii: "\\") { end += 1 }
      if end > offset {
        result.append(contentsOf: UnsafeBufferPointer(start: base + offset, count: end - offset))
        offset = end
      } else if base[offset] == UInt8(ascii: "\\") {
        offset += decodeEscape(base + offset, text.count - offset, into: &result)
      } else {
        let length = UTF8Rule.validLength(base + offset, text.count - offset)
        if length == 0 {
          UTF8Rule.append(0xFFFD, to: &result)
        } else {
          for index in 0..<length { result.append(base[offset + index]) }
        }
        offset += max(1, length)
      }
    }
    return result
  }

  /// Appends what one escape means and returns its length.
  private static func decodeEscape(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, into result: inout [UInt8]
  ) -> Int {
    guard count > 1 else { return 1 }
    switch bytes[1] {
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = codeUnit(bytes, count) else { return 2 }
      guard unit & 0xF800 == 0xD800 else {
        UTF8Rule.append(UInt32(unit), to: &result)
        return 6
      }
      if unit < 0xDC00, let next = codeUnit(bytes + 6, count - 6), next & 0xFC00 == 0xDC00 {
        let scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(next & 0x3FF)
        UTF8Rule.append(scalar, to: &result)
        return 12
      }
      UTF8Rule.append(0xFFFD, to: &result)
      return 6
    default: result.append(bytes[1])
    }
    return 2
  }
}
