#if canImport(Glibc)
  import Glibc
#endif

/// A key to look for in many objects, ready to be compared.
package struct JSONKey: Sendable {
  /// The key.
  package let text: StaticString
  /// Its length in bytes.
  let length: Int
  /// Its first eight bytes, the first in the lowest; the rest of a shorter one is zero.
  let head: UInt64
  /// The bits of `head` that count.
  let mask: UInt64

  /// A key of ASCII or other UTF-8 text.
  package init(_ text: StaticString) {
    self.text = text
    length = text.utf8CodeUnitCount
    var head: UInt64 = 0
    for index in 0..<min(8, length) { head |= UInt64(text.utf8Start[index]) << (8 * index) }
    self.head = head
    mask = length >= 8 ? .max : (1 << (8 * length)) - 1
  }

  /// Whether it is this text.
  func equals(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == length else { return false }
    guard let base = bytes.baseAddress else { return true }
    return memcmp(base, text.utf8Start, length) == 0
  }
}
