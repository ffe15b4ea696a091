import Values

/// Texts as one word of a configuration language.
enum Quotes {
  /// HAProxy's double quotes, in which a backslash takes quotes, dollars and backslashes as they
  /// are. A line of HAProxy's configuration cannot hold a line end in any way.
  static func haproxy(_ text: Bytes) throws(ValueError) -> Bytes {
    var result = Bytes("\"")
    for byte in text.storage {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"):
        result.append(UInt8(ascii: "\\"))
        result.append(byte)
      case 0, 0x0A, 0x0D:
        throw ValueError("HAProxy cannot hold line ends and zero bytes in a word")
      default: result.append(byte)
      }
    }
    result.append("\"")
    return result
  }

  /// nginx's double quotes. nginx has no way to write a dollar before a name, which it would
  /// replace by a variable: such a text is refused.
  static func nginx(_ text: Bytes) throws(ValueError) -> Bytes {
    var result = Bytes("\"")
    for (index, byte) in text.storage.enumerated() {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        result.append(UInt8(ascii: "\\"))
        result.append(byte)
      case 0x0A: result.append("\\n")
      case 0x0D: result.append("\\r")
      case 0: throw ValueError("nginx cannot hold zero bytes in a word")
      case UInt8(ascii: "$") where index + 1 < text.count && beginsName(text[index + 1]):
        throw ValueError("nginx would replace `$` and the name after it by a variable")
      default: result.append(byte)
      }
    }
    result.append("\"")
    return result
  }

  private static func beginsName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "{"): true
    default: false
    }
  }
}
