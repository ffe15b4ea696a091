/// Standard Base64 with padding.
package enum Base64 {
  /// The text of some bytes.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let count = min(3, bytes.count - index)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0)
      }
      for offset in 0..<4 {
        let digit = Int(group >> UInt32(18 - 6 * offset) & 0x3F)
        text.append(offset <= count ? alphabet[digit] : UInt8(ascii: "="))
      }
      index += 3
    }
    return text
  }

  /// The bytes of a text, newlines ignored as Go does; nil if it is not Base64.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var group: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text where byte != 0x0A && byte != 0x0D {
      if byte == UInt8(ascii: "="), digits >= 2 {
        padding += 1
        digits += 1
        group <<= 6
      } else {
        guard padding == 0, let digit = value(of: byte) else { return nil }
        group = group << 6 | digit
        digits += 1
      }
      guard digits == 4 else { continue }
      guard padding < 3 else { return nil }
      for offset in 0..<3 - padding {
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * offset)))
      }
      if padding == 0 { digits = 0 } else { digits = 5 }
      group = 0
    }
    return digits == 0 || digits == 5 ? bytes : nil
  }

  /// As `decode` of any sequence, several times as fast.
  package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0, text.count >= 4 else { return decode(Array(text)) }
    let padding = text.reversed().prefix(2).count { $0 == UInt8(ascii: "=") }
    let size = text.count / 4 * 3 - padding
    var isPlain = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size + 3) { bytes, count in
      count = size
      var (source, target) = (0, 0)
      while source < text.count {
        var group: UInt32 = 0
        for offset in source..<source + 4 {
          let isPadding = offset >= text.count - padding
          let digit = isPadding ? 0 : values[Int(text[offset])]
          if digit > 63 { isPlain = false }
          group = group << 6 | UInt32(digit & 63)
        }
        bytes[target] = UInt8(truncatingIfNeeded: group >> 16)
        bytes[target + 1] = UInt8(truncatingIfNeeded: group >> 8)
        bytes[target + 2] = UInt8(truncatingIfNeeded: group)
        source += 4
        target += 3
      }
    }
    // Newlines and mistakes are left to the one that knows them.
    return isPlain ? bytes : decode(Array(text))
  }

  /// The value of each byte as a digit; 255 for those which are none.
  private static let values: [UInt8] = (0...255).map { byte in
    value(of: UInt8(byte)).map { UInt8($0) } ?? 255
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 0x41
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 0x61 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
