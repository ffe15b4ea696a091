import Values

/// Go's `strings.Trim` and `TrimSpace`.
extension Bytes {
  /// Without the code points at both ends for which the condition holds.
  func trimming(_ isTrimmed: (Unicode.Scalar) -> Bool) -> Bytes {
    guard let start = Runes(self).first(where: { !isTrimmed($0.scalar) })?.range.lowerBound else {
      return Bytes()
    }
    var end = start
    for rune in Runes(self) where !isTrimmed(rune.scalar) { end = rune.range.upperBound }
    return self[start..<end]
  }

  /// Without white space at both ends.
  var trimmed: Bytes {
    // Most texts are ASCII at their ends, which needs no look at the rest.
    var start = 0
    var end = count
    while start < end, Bytes.isASCIISpace(self[start]) { start += 1 }
    while end > start, Bytes.isASCIISpace(self[end - 1]) { end -= 1 }
    let inner = self[start..<end]
    guard let first = inner.storage.first, let last = inner.storage.last,
      first >= 0x80 || last >= 0x80
    else { return inner }
    return inner.trimming(Bytes.isSpace)
  }

  private static func isASCIISpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// Go's `unicode.IsSpace`.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace
  }
}
