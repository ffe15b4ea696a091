/// Writes JSON strings.
package enum JSONText {
  /// Which characters are escaped besides quotes, backslashes and control characters.
  package enum Escaping: Sendable {
    /// None: the shortest text, for our own answers.
    case plain
    /// U+2028 and U+2029, as Go does always.
    case go
    /// Those and `<`, `>`, `&`, as Go does by default.
    case goHTML
  }

  /// Appends a string with its quotes; invalid UTF-8 becomes U+FFFD.
  package static func append(
    _ text: some Sequence<UInt8>, to output: inout [UInt8], escaping: Escaping = .plain
  ) {
    let done: Void? = text.withContiguousStorageIfAvailable { buffer in
      append(buffer, &output, escaping)
    }
    if done == nil {
      Array(text).withUnsafeBufferPointer { append($0, &output, escaping) }
    }
  }

  private static func append(
    _ text: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8], _ escaping: Escaping
  ) {
    output.append(UInt8(ascii: "\""))
    var start = 0
    var offset = 0
    while offset < text.count {
      let length = plainLength(text, offset, escaping)
      if length > 0 {
        offset += length
        continue
      }
      output.append(contentsOf: text[start..<offset])
      offset += appendEscape(text, offset, &output, escaping)
      start = offset
    }
    output.append(contentsOf: text[start...])
    output.append(UInt8(ascii: "\""))
  }

  /// The length of the character at `offset` if it is written as it is, or 0.
  @inline(__always)
  private static func plainLength(
    _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ escaping: Escaping
  ) -> Int {
    let byte = text[offset]
    if byte < 0x80 {
      switch byte {
      case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 0
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        return escaping == .goHTML ? 0 : 1
      default: return 1
      }
    }
    guard let base = text.baseAddress else { return 0 }
    let length = UTF8Rule.validLength(base + offset, text.count - offset)
    let isSeparator =
      length == 3 && byte == 0xE2 && text[offset + 1] == 0x80 && text[offset + 2] & 0xFE == 0xA8
    return isSeparator && escaping != .plain ? 0 : length
  }

  /// Appends the escape of the character at `offset` and returns the character's length.
  private static func appendEscape(
    _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ output: inout [UInt8],
    _ escaping: Escaping
  ) -> Int {
    let byte = text[offset]
    if byte >= 0x80 {
      guard let base = text.baseAddress,
        UTF8Rule.validLength(base + offset, text.count - offset) == 3
      else {
        output.append(contentsOf: "\u{FFFD}".utf8)
        return 1
      }
      output.append(contentsOf: "\\u202".utf8)
      output.append(hexadecimal[Int(text[offset + 2] & 0xF)])
      return 3
    }
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x09: output.append(UInt8(ascii: "t"))
    default:
      output.append(contentsOf: "u00".utf8)
      output.append(hexadecimal[Int(byte >> 4)])
      output.append(hexadecimal[Int(byte & 0xF)])
    }
    return 1
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}
