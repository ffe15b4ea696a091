#if canImport(Glibc)
  import Glibc
#endif

/// A Go string: a sequence of arbitrary bytes, usually but not necessarily UTF-8.
///
/// Equality, order and hash are those of the bytes, never of Unicode characters.
package struct Bytes: Sendable {
  /// The bytes themselves.
  package var storage: [UInt8]

  /// Wraps existing bytes without a copy.
  package init(_ storage: [UInt8]) { self.storage = storage }

  /// The UTF-8 bytes of `text`.
  package init(_ text: String) { storage = Array(text.utf8) }

  /// The UTF-8 bytes of `text`.
  package init(_ text: Substring) { storage = Array(text.utf8) }

  /// Copies any sequence of bytes.
  package init(copying bytes: some Sequence<UInt8>) { storage = Array(bytes) }

  /// No bytes.
  package init() { storage = [] }

  /// The number of bytes.
  package var count: Int { storage.count }

  /// Whether there are no bytes.
  package var isEmpty: Bool { storage.isEmpty }

  /// The text for people: invalid UTF-8 becomes U+FFFD.
  package var string: String { String(decoding: storage, as: UTF8.self) }

  /// The byte at `index`, which must be valid.
  package subscript(index: Int) -> UInt8 { storage[index] }

  /// The bytes of a valid range, copied.
  package subscript(range: Range<Int>) -> Bytes { Bytes(Array(storage[range])) }

  /// Appends the bytes of `other`.
  package mutating func append(_ other: Bytes) { storage.append(contentsOf: other.storage) }

  /// Appends the UTF-8 bytes of `text`.
  package mutating func append(_ text: String) { storage.append(contentsOf: text.utf8) }

  /// Appends one byte.
  package mutating func append(_ byte: UInt8) { storage.append(byte) }

  /// Whether the bytes start with those of `prefix`.
  package func hasPrefix(_ prefix: Bytes) -> Bool { storage.starts(with: prefix.storage) }

  /// Whether the bytes end with those of `suffix`.
  package func hasSuffix(_ suffix: Bytes) -> Bool {
    count >= suffix.count && storage[(count - suffix.count)...].elementsEqual(suffix.storage)
  }
}

extension Bytes: Hashable {
  /// Whether both hold the same bytes.
  package static func == (left: Bytes, right: Bytes) -> Bool {
    let count = left.storage.count
    guard count == right.storage.count else { return false }
    return left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return true }
        return memcmp(a, b, count) == 0
      }
    }
  }

  /// Feeds the bytes to `hasher`.
  package func hash(into hasher: inout Hasher) {
    storage.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Bytes: Comparable {
  /// Byte order, a prefix before what it begins.
  package static func < (left: Bytes, right: Bytes) -> Bool {
    let shared = min(left.storage.count, right.storage.count)
    let order = left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b -> Int32 in
        guard let a = a.baseAddress, let b = b.baseAddress else { return 0 }
        return memcmp(a, b, shared)
      }
    }
    return order != 0 ? order < 0 : left.storage.count < right.storage.count
  }
}

extension Bytes: ExpressibleByStringLiteral, CustomStringConvertible {
  /// The UTF-8 bytes of the literal.
  package init(stringLiteral text: String) { self.init(text) }

  /// The text for people: invalid UTF-8 becomes U+FFFD.
  package var description: String { string }
}
