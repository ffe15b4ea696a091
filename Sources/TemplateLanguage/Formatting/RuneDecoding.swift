/// Go's view of a byte string as runes: every byte that is not part of valid UTF-8 counts as one
/// rune, U+FFFD of width 1.
enum RuneDecoding {
  /// One decoded rune.
  struct Rune {
    /// The code point; U+FFFD for an invalid byte.
    let scalar: Unicode.Scalar
    /// The number of bytes it took.
    let size: Int
    /// Whether the bytes were valid UTF-8.
    let isValid: Bool

    fileprivate static let invalid = Rune(scalar: "\u{FFFD}", size: 1, isValid: false)
  }

  /// The rune that starts at `position`, which must be inside `bytes`.
  static func rune(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Rune {
    let first = bytes[position]
    if first < 0x80 { return Rune(scalar: Unicode.Scalar(first), size: 1, isValid: true) }
    let size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, position + size <= bytes.count else { return .invalid }
    var code = UInt32(first) & (size == 4 ? 0x07 : size == 3 ? 0x0F : 0x1F)
    for offset in 1..<size {
      let next = bytes[position + offset]
      guard next & 0xC0 == 0x80 else { return .invalid }
      code = code << 6 | UInt32(next & 0x3F)
    }
    let smallest: UInt32 = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80
    guard code >= smallest, let scalar = Unicode.Scalar(code) else { return .invalid }
    return Rune(scalar: scalar, size: size, isValid: true)
  }

  /// The number of runes.
  static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var position = 0
    while position < bytes.count {
      position += bytes[position] < 0x80 ? 1 : rune(in: bytes, at: position).size
      count += 1
    }
    return count
  }

  /// The number of bytes which the first `limit` runes take.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>, ofFirst limit: Int) -> Int {
    var left = limit
    var position = 0
    while position < bytes.count, left > 0 {
      position += rune(in: bytes, at: position).size
      left -= 1
    }
    return position
  }

  /// Appends the UTF-8 bytes of a code point.
  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UTF8.encode(scalar)!)
  }
}
