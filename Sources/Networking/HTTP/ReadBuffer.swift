/// Where all connections of a driver read, made when one of them does. Used only on the loop's
/// thread.
final class ReadBuffer {
  private let size: Int
  private var storage: UnsafeMutableRawBufferPointer?

  init(size: Int) { self.size = size }

  deinit { storage?.deallocate() }

  /// The buffer; what was read is only valid until the next call.
  var bytes: UnsafeMutableRawBufferPointer {
    if let storage { return storage }
    let fresh = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    storage = fresh
    return fresh
  }
}
