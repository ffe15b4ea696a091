package import Values

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes a template writes: one growing raw buffer with a limit. Not thread safe; one evaluation
/// owns it.
package final class OutputBuffer {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The number of bytes written.
  package private(set) var count = 0
  /// The most bytes that may be written.
  package let limit: Int
  /// Whether a write was refused because of `limit`; the evaluator turns it into an error.
  package private(set) var isOverflowing = false

  /// The default limit: 256 MiB, far above any sane configuration.
  package static let defaultLimit = 256 << 20

  /// An empty buffer.
  package init(reserving capacity: Int = 4096, limit: Int = OutputBuffer.defaultLimit) {
    self.capacity = max(64, capacity)
    self.limit = limit
    base = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Appends raw bytes.
  @inline(__always)
  package func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    guard reserve(bytes.count) else { return }
    memcpy(base + count, source, bytes.count)
    count += bytes.count
  }

  /// Appends the bytes of an array.
  @inline(__always)
  package func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer(append) }

  /// Appends a Go string.
  @inline(__always)
  package func append(_ bytes: Bytes) { bytes.storage.withUnsafeBufferPointer(append) }

  /// Appends the UTF-8 bytes of `text`.
  package func append(_ text: String) {
    var text = text
    text.withUTF8(append)
  }

  /// Appends one byte.
  @inline(__always)
  package func append(_ byte: UInt8) {
    guard reserve(1) else { return }
    base[count] = byte
    count += 1
  }

  /// Forgets all bytes after the first `length`.
  package func truncate(to length: Int) {
    count = min(count, max(0, length))
    isOverflowing = false
  }

  /// A copy of the bytes from `start` on.
  package func bytes(from start: Int = 0) -> [UInt8] {
    let start = min(start, count)
    return Array(UnsafeBufferPointer(start: base + start, count: count - start))
  }

  /// Calls `body` with the bytes written so far.
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Makes room for `additional` bytes; false and overflowing if the limit forbids it.
  @inline(__always)
  private func reserve(_ additional: Int) -> Bool {
    if count + additional <= capacity { return true }
    return grow(by: additional)
  }

  @inline(never)
  private func grow(by additional: Int) -> Bool {
    guard !isOverflowing, count + additional <= limit else {
      isOverflowing = true
      return false
    }
    let newCapacity = max(min(capacity * 2, limit), count + additional)
    let newBase = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    memcpy(newBase, base, count)
    base.deallocate()
    base = newBase
    capacity = newCapacity
    return true
  }
}
