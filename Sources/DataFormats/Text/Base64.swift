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
