package import Values

/// The escapes behind the template functions `html`, `js` and `urlquery`.
package enum GoEscaping {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// For HTML text and attributes: `"`, `'`, `&`, `<`, `>` as entities, NUL as U+FFFD.
  package static func html(_ bytes: Bytes) -> Bytes {
    escape(bytes) { byte in
      switch byte {
      case 0: "\u{FFFD}"
      case UInt8(ascii: "\""): "&#34;"
      case UInt8(ascii: "'"): "&#39;"
      case UInt8(ascii: "&"): "&amp;"
      case UInt8(ascii: "<"): "&lt;"
      case UInt8(ascii: ">"): "&gt;"
      default: nil
      }
    }
  }

  private static func escape(_ bytes: Bytes, _ entity: (UInt8) -> StaticString?) -> Bytes {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes.storage {
      if let entity = entity(byte) {
        text.append(
          contentsOf: UnsafeBufferPointer(start: entity.utf8Start, count: entity.utf8CodeUnitCount))
      } else {
        text.append(byte)
      }
    }
    return Bytes(text)
  }

  /// For JavaScript string literals.
  package static func js(_ bytes: Bytes) -> Bytes {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    bytes.storage.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let rune = RuneDecoding.rune(in: bytes, at: position)
        if rune.scalar.value < 0x80 {
          appendJS(bytes[position], to: &text)
        } else if rune.scalar.isGoPrintable {
          text.append(contentsOf: bytes[position..<(position + rune.size)])
        } else {
          appendCode(rune.scalar.value, to: &text)
        }
        position += rune.size
      }
    }
    return Bytes(text)
  }

  private static func appendJS(_ byte: UInt8, to text: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
      text.append(UInt8(ascii: "\\"))
      text.append(byte)
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "="), 0..<0x20:
      appendCode(UInt32(byte), to: &text)
    default: text.append(byte)
    }
  }

  /// `\u` and at least four digits; code points beyond U+FFFF get all their digits, as in Go.
  private static func appendCode(_ code: UInt32, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\\"))
    text.append(UInt8(ascii: "u"))
    let count = code > 0xFFFFF ? 6 : code > 0xFFFF ? 5 : 4
    for position in stride(from: (count - 1) * 4, through: 0, by: -4) {
      text.append(digits[Int(code >> UInt32(position)) & 0xF])
    }
  }

  /// For the query of a URL: a space becomes `+`, all but letters, digits and `-_.~` percent codes.
  package static func urlQuery(_ bytes: Bytes) -> Bytes {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 4)
    for byte in bytes.storage {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        text.append(byte)
      case UInt8(ascii: " "): text.append(UInt8(ascii: "+"))
      default:
        text.append(UInt8(ascii: "%"))
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 0xF)])
      }
    }
    return Bytes(text)
  }
}
