package import Values

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes a template writes: one growing raw buffer with a limit. Not thread safe; one
/// evaluation owns it.
package final class OutputBuffer {
  /// The changing parts, behind a pointer: appending is the hottest thing there is, and so it needs
  /// neither reference counting nor a check for exclusive access.
  private struct Storage {
    var base: UnsafeMutablePointer<UInt8>
    var capacity: Int
    var count = 0
    var isOverflowing = false
  }

  private let storage: UnsafeMutablePointer<Storage>
  /// The most bytes that may be written.
  package let limit: Int

  /// The number of bytes written.
  package var count: Int { storage.pointee.count }
  /// Whether a write was refused because of `limit`; the evaluator turns it into an error.
  package var isOverflowing: Bool { storage.pointee.isOverflowing }

  /// The default limit: 256 MiB, far above any sane configuration.
  package static let defaultLimit = 256 << 20

  /// An empty buffer.
  package init(reserving capacity: Int = 4096, limit: Int = OutputBuffer.defaultLimit) {
    let capacity = max(1, min(max(64, capacity), limit))
    self.limit = limit
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(base: .allocate(capacity: capacity), capacity: capacity))
  }

  deinit {
    storage.pointee.base.deallocate()
    storage.deallocate()
  }

  /// Appends raw bytes.
  @inline(__always)
  package func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    let storage = storage
    if storage.pointee.count &+ bytes.count > storage.pointee.capacity {
      guard OutputBuffer.grow(storage, by: bytes.count, limit) else { return }
    }
    memcpy(storage.pointee.base + storage.pointee.count, source, bytes.count)
    storage.pointee.count &+= bytes.count
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
    let storage = storage
    if storage.pointee.count == storage.pointee.capacity {
      guard OutputBuffer.grow(storage, by: 1, limit) else { return }
    }
    storage.pointee.base[storage.pointee.count] = byte
    storage.pointee.count &+= 1
  }

  /// Forgets all bytes after the first `length`.
  package func truncate(to length: Int) {
    storage.pointee.count = min(count, max(0, length))
    storage.pointee.isOverflowing = false
  }

  /// A copy of the bytes from `start` on.
  package func bytes(from start: Int = 0) -> [UInt8] {
    let start = min(start, count)
    return Array(UnsafeBufferPointer(start: storage.pointee.base + start, count: count - start))
  }

  /// Calls `body` with the bytes written so far.
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    body(UnsafeBufferPointer(start: storage.pointee.base, count: count))
  }

  /// Makes room for `additional` bytes; false and overflowing if the limit forbids it.
  @inline(never)
  private static func grow(
    _ storage: UnsafeMutablePointer<Storage>, by additional: Int, _ limit: Int
  ) -> Bool {
    let count = storage.pointee.count
    guard !storage.pointee.isOverflowing, count + additional <= limit else {
      storage.pointee.isOverflowing = true
      return false
    }
    let capacity = max(min(storage.pointee.capacity * 2, limit), count + additional)
    let base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    memcpy(base, storage.pointee.base, count)
    storage.pointee.base.deallocate()
    storage.pointee.base = base
    storage.pointee.capacity = capacity
    return true
  }
}
