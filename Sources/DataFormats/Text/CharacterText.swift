/// How messages name a character that was found.
enum CharacterText {
  /// The first character of `bytes` in backquotes, or in words where it cannot be shown.
  static func describe(
    _ bytes: some Collection<UInt8>, prefix: String = ""
  ) -> String {
    let start = Array(bytes.prefix(4))
    guard let first = start.first else { return "the end of the text" }
    switch first {
    case 0x0A, 0x0D: return prefix.isEmpty ? "the end of the line" : "`\(prefix)` and a newline"
    case 0x09: return prefix.isEmpty ? "a tab" : "`\(prefix)` and a tab"
    case UInt8(ascii: "`"): return prefix.isEmpty ? "a backquote" : "`\(prefix)` and a backquote"
    case 0x20: return prefix.isEmpty ? "a blank" : "`\(prefix) `"
    case 0x21..<0x7F: return "`\(prefix)\(Character(Unicode.Scalar(first)))`"
    case 0..<0x20, 0x7F: return "the control character \(hexadecimal(first))"
    default: break
    }
    let length = start.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { UTF8Rule.validLength($0, buffer.count) } ?? 0
    }
    guard length > 0 else { return "the byte \(hexadecimal(first))" }
    return "`\(prefix)\(String(decoding: start.prefix(length), as: UTF8.self))`"
  }

  /// The number of bytes of the first character, 1 where it is not valid UTF-8; 0 at the end.
  static func length(_ bytes: some Collection<UInt8>) -> Int {
    let start = Array(bytes.prefix(4))
    guard !start.isEmpty else { return 0 }
    return start.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { max(1, UTF8Rule.validLength($0, buffer.count)) } ?? 0
    }
  }

  /// `0x1F`
  static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.count == 1 ? "0" : "") + digits
  }
}
