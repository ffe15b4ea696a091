/// What valid UTF-8 is: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Rule {
  /// The length of the valid character at `bytes`, or 0 if there is none.
  @inline(__always)
  static func validLength(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    guard count > 0 else { return 0 }
    let first = bytes[0]
    if first < 0x80 { return 1 }
    guard first >= 0xC2, first <= 0xF4, count > 1 else { return 0 }
    let second = bytes[1]
    if first < 0xE0 { return isContinuation(second) ? 2 : 0 }
    guard count > 2, isContinuation(second), isContinuation(bytes[2]) else { return 0 }
    if first < 0xF0 {
      if first == 0xE0, second < 0xA0 { return 0 }
      if first == 0xED, second > 0x9F { return 0 }
      return 3
    }
    guard count > 3, isContinuation(bytes[3]) else { return 0 }
    if first == 0xF0, second < 0x90 { return 0 }
    if first == 0xF4, second > 0x8F { return 0 }
    return 4
  }

  /// The offset of the first byte that is not part of valid UTF-8, or nil.
  static func firstInvalid(in text: [UInt8]) -> Int? {
    text.withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      var offset = 0
      while offset < buffer.count {
        if base[offset] < 0x80 {
          offset += 1
          continue
        }
        let length = validLength(base + offset, buffer.count - offset)
        if length == 0 { return offset }
        offset += length
      }
      return nil
    }
  }

  /// Appends the UTF-8 of a scalar value.
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: bytes.append(UInt8(scalar))
    case 0x80..<0x800:
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | scalar >> 18 & 0x07))
      bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
