package import Values

/// Go's `strconv.Quote` family.
package enum GoQuoting {
  private static let digits = Array("0123456789abcdef".utf8)

  /// The bytes as a Go string literal in double quotes; unprintable characters and, with
  /// `asciiOnly`, all beyond ASCII are escaped.
  package static func quote(_ bytes: Bytes, asciiOnly: Bool = false) -> Bytes {
    Bytes(bytes.storage.withUnsafeBufferPointer { quote($0, asciiOnly: asciiOnly) })
  }

  /// A code point as a Go character literal in single quotes.
  package static func quoteRune(_ rune: Unicode.Scalar, asciiOnly: Bool = false) -> Bytes {
    let mark = UInt8(ascii: "'")
    var text = [mark]
    append(rune, mark: mark, asciiOnly: asciiOnly, to: &text)
    text.append(mark)
    return Bytes(text)
  }

  /// Whether the bytes can stand between backquotes unchanged, on one line.
  static func canBackquote(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while position < bytes.count {
      let rune = RuneDecoding.rune(in: bytes, at: position)
      position += rune.size
      switch rune.scalar {
      case "`", "\u{7F}", "\u{FEFF}": return false
      case "\t": continue
      case let scalar where scalar.value < 0x20: return false
      default: if !rune.isValid { return false }
      }
    }
    return true
  }

  static func quote(_ bytes: UnsafeBufferPointer<UInt8>, asciiOnly: Bool) -> [UInt8] {
    let mark = UInt8(ascii: "\"")
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 4 + 2)
    text.append(mark)
    var position = 0
    while position < bytes.count {
      let rune = RuneDecoding.rune(in: bytes, at: position)
      if rune.isValid {
        append(rune.scalar, mark: mark, asciiOnly: asciiOnly, to: &text)
      } else {
        appendHexadecimal(UInt32(bytes[position]), prefix: "x", count: 2, to: &text)
      }
      position += rune.size
    }
    text.append(mark)
    return text
  }

  private static func append(
    _ scalar: Unicode.Scalar, mark: UInt8, asciiOnly: Bool, to text: inout [UInt8]
  ) {
    if scalar.value == UInt32(mark) || scalar == "\\" {
      text.append(UInt8(ascii: "\\"))
      text.append(UInt8(truncatingIfNeeded: scalar.value))
    } else if scalar.value < 0x80 || !asciiOnly, scalar.isGoPrintable {
      RuneDecoding.append(scalar, to: &text)
    } else if let letter = shortEscape(scalar) {
      text.append(UInt8(ascii: "\\"))
      text.append(letter)
    } else if scalar.value < 0x20 || scalar.value == 0x7F {
      appendHexadecimal(scalar.value, prefix: "x", count: 2, to: &text)
    } else if scalar.value < 0x10000 {
      appendHexadecimal(scalar.value, prefix: "u", count: 4, to: &text)
    } else {
      appendHexadecimal(scalar.value, prefix: "U", count: 8, to: &text)
    }
  }

  private static func shortEscape(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x07: UInt8(ascii: "a")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }

  private static func appendHexadecimal(
    _ number: UInt32, prefix: Unicode.Scalar, count: Int, to text: inout [UInt8]
  ) {
    text.append(UInt8(ascii: "\\"))
    text.append(UInt8(ascii: prefix))
    for position in stride(from: (count - 1) * 4, through: 0, by: -4) {
      text.append(digits[Int(number >> UInt32(position)) & 0xF])
    }
  }
}
