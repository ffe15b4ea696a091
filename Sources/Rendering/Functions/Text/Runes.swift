import Values

/// The code points of a Go string: a byte that is not part of valid UTF-8 counts as U+FFFD alone.
struct Runes: Sequence, IteratorProtocol {
  /// One code point and the bytes it came from.
  struct Rune {
    let scalar: Unicode.Scalar
    let range: Range<Int>
    /// False for a byte that is not UTF-8.
    let isValid: Bool
  }

  private let bytes: Bytes
  private var position: Int

  /// The code points from a byte position on; the ranges are those of the whole text.
  init(_ bytes: Bytes, from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  mutating func next() -> Rune? {
    guard position < bytes.count else { return nil }
    let start = position
    let first = bytes[start]
    if first < 0x80 {
      position += 1
      return Rune(scalar: Unicode.Scalar(first), range: start..<position, isValid: true)
    }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var iterator = bytes.storage[start..<Swift.min(bytes.count, start + length)].makeIterator()
    var decoder = UTF8()
    if case .scalarValue(let scalar) = decoder.decode(&iterator), scalar.utf8.count == length {
      position += length
      return Rune(scalar: scalar, range: start..<position, isValid: true)
    }
    position += 1
    return Rune(scalar: "\u{FFFD}", range: start..<position, isValid: false)
  }
}

extension Bytes {
  /// These bytes with every code point replaced; bytes that are not UTF-8 become U+FFFD, unless
  /// they are to be kept as they are.
  func mapRunes(
    keepingInvalid keepsInvalid: Bool = false, _ transform: (Unicode.Scalar) -> String
  ) -> Bytes {
    var result = Bytes()
    result.storage.reserveCapacity(count)
    for rune in Runes(self) {
      let text = transform(rune.scalar)
      if keepsInvalid, !rune.isValid {
        result.storage += storage[rune.range]
      } else {
        result.append(text)
      }
    }
    return result
  }

  /// Whether all bytes are ASCII.
  var isASCII: Bool { !storage.contains { $0 >= 0x80 } }
}
