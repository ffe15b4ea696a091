#if canImport(Glibc)
  import Glibc
#endif

/// Texts in memory that somebody else holds.
extension UnsafeBufferPointer<UInt8> {
  /// The bytes of a literal.
  package init(_ text: StaticString) {
    self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// Whether both hold the same bytes.
  package func isEqual(to other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
    return memcmp(start, otherStart, count) == 0
  }

  /// Whether the bytes start with those of `prefix`.
  package func hasPrefix(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
    count >= prefix.count
      && UnsafeBufferPointer(start: baseAddress, count: prefix.count).isEqual(to: prefix)
  }

  /// The order by bytes, a prefix before what it begins: negative, zero or positive.
  package func order(to other: UnsafeBufferPointer<UInt8>) -> Int {
    guard let start = baseAddress, let otherStart = other.baseAddress else {
      return count - other.count
    }
    let order = memcmp(start, otherStart, Swift.min(count, other.count))
    return order == 0 ? count - other.count : Int(order)
  }
}
