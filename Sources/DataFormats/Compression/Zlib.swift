import CZlib

/// Makes bytes smaller, in zlib's format (RFC 1950), which carries a check sum.
package enum Zlib {
  /// Why bytes could not be packed or unpacked.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong.
    package let description: String
  }

  /// Packs bytes; throws if the library is missing.
  package static func pack(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    try requireLibrary()
    let room = Int(compressBound(uLong(bytes.count)))
    var code = Z_OK
    let packed = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      var length = uLongf(room)
      code = compress2(
        buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
      count = code == Z_OK ? Int(length) : 0
    }
    guard code == Z_OK else { throw Failure(description: "zlib failed with code \(code)") }
    return packed
  }

  /// Unpacks bytes that were `size` before they were packed; throws for all others, and if the
  /// library is missing. No more than `size` bytes are taken up.
  package static func unpack(_ packed: [UInt8], size: Int) throws(Failure) -> [UInt8] {
    try requireLibrary()
    var code = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var length = uLongf(size)
      // An empty array may have no address, which zlib takes for a mistake.
      var none = UInt8(0)
      code = withUnsafeMutablePointer(to: &none) {
        uncompress(buffer.baseAddress ?? $0, &length, packed, uLong(packed.count))
      }
      count = code == Z_OK ? Int(length) : 0
    }
    guard code == Z_OK, bytes.count == size else {
      throw Failure(description: "expected \(size) packed bytes, found damaged ones")
    }
    return bytes
  }

  static func requireLibrary() throws(Failure) {
    if let reason = trimtab_zlib_load() {
      throw Failure(description: "cannot load zlib: \(String(cString: reason))")
    }
  }
}
