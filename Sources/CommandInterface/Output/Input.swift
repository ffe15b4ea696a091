package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Where text comes from: standard input, or a test. One reader at a time.
package struct Input: Sendable {
  /// Gives the next bytes, none at the end.
  package typealias Read = @Sendable () throws(SystemError) -> [UInt8]

  private let next: Read

  /// The most that is read from standard input as one text.
  package static let limit = 256 << 20

  /// An input that has ended.
  package static let empty = Input { [] }

  /// An open file.
  package init(descriptor: Int32) {
    self.init { () throws(SystemError) in try Input.chunk(of: descriptor) }
  }

  /// The results of a function.
  package init(_ next: @escaping Read) { self.next = next }

  /// The next bytes; none at the end.
  package func read() throws(SystemError) -> [UInt8] { try next() }

  /// Everything up to the end.
  package func readAll() throws(SystemError) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let bytes = try next()
      if bytes.isEmpty { return all }
      all += bytes
      guard all.count <= Input.limit else {
        throw SystemError(errno: EFBIG, what: "read standard input")
      }
    }
  }

  private static func chunk(of descriptor: Int32) throws(SystemError) -> [UInt8] {
    while true {
      var count = 0
      var error: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
        count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        error = errno
        filled = max(0, count)
      }
      if count >= 0 { return bytes }
      if error == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, -1)
      } else if error != EINTR {
        throw SystemError(errno: error, what: "read standard input")
      }
    }
  }
}
