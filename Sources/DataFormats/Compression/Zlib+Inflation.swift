import CZlib

extension Zlib {
  /// What stands around packed bytes.
  package enum Wrapping: Sendable {
    /// Nothing (RFC 1951).
    case none
    /// zlib's head and check sum (RFC 1950).
    case zlib
    /// The head and check sum of files (RFC 1952); several of these may follow each other.
    case gzip
  }

  /// Unpacks bytes whose size nobody told. Throws for damaged ones, for more than `limit` bytes,
  /// of which no more are unpacked, and if the library is missing. What follows the packed bytes is
  /// ignored, except for gzip, where it must be packed, too.
  package static func inflate(
    _ packed: ArraySlice<UInt8>, _ wrapping: Wrapping, limit: Int
  ) throws(Failure) -> [UInt8] {
    try requireLibrary()
    guard let stream = InflatingStream(wrapping) else {
      throw Failure(description: "zlib has no memory")
    }
    let result = packed.withUnsafeBufferPointer { stream.inflate($0, limit: limit) }
    switch result.end {
    case .complete: return result.bytes
    case .tooLong: throw Failure(description: "packed bytes become more than \(limit) bytes")
    case .truncated: throw Failure(description: "the packed bytes end too early")
    case .damaged: throw Failure(description: "the packed bytes are damaged")
    }
  }
}

/// zlib's state. It knows its own address, so it must stay at one place.
private final class InflatingStream {
  enum End {
    case complete, truncated, damaged, tooLong
  }

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let wrapping: Zlib.Wrapping
  private static let chunkSize = 16 << 10

  init?(_ wrapping: Zlib.Wrapping) {
    self.wrapping = wrapping
    stream.initialize(to: z_stream())
    let bits: Int32 =
      switch wrapping {
      case .none: -MAX_WBITS
      case .zlib: MAX_WBITS
      case .gzip: MAX_WBITS + 16
      }
    guard inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func inflate(
    _ packed: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> (bytes: [UInt8], end: End) {
    guard let count = UInt32(exactly: packed.count), count > 0 else { return ([], .truncated) }
    stream.pointee.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
    stream.pointee.avail_in = count
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: InflatingStream.chunkSize)
    while true {
      let (code, size) = step(&chunk)
      guard bytes.count + size <= limit else { return (bytes, .tooLong) }
      bytes += chunk[..<size]
      switch code {
      case Z_OK: continue
      case Z_STREAM_END:
        guard wrapping == .gzip, stream.pointee.avail_in > 0 else { return (bytes, .complete) }
        guard inflateReset(stream) == Z_OK else { return (bytes, .damaged) }
      // Nothing more to read, and nothing more came out.
      case Z_BUF_ERROR: return (bytes, .truncated)
      default: return (bytes, .damaged)
      }
    }
  }

  private func step(_ chunk: inout [UInt8]) -> (code: Int32, size: Int) {
    chunk.withUnsafeMutableBufferPointer { chunk in
      stream.pointee.next_out = chunk.baseAddress
      stream.pointee.avail_out = UInt32(chunk.count)
      let code = CZlib.inflate(stream, Z_NO_FLUSH)
      return (code, chunk.count - Int(stream.pointee.avail_out))
    }
  }
}
