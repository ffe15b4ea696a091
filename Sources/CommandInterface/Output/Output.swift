import Synchronization
package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Where text goes: standard output, standard error, or a test. Usable from any thread. After the
/// first failure the rest is dropped.
package final class Output: Sendable {
  /// Writes bytes and returns 0, or the error number of the failure.
  package typealias Sink = @Sendable ([UInt8]) -> Int32

  private let sink: Sink
  private let error = Mutex<Int32>(0)
  /// Whether a person watches.
  package let isTerminal: Bool

  /// Output to an open file.
  package convenience init(descriptor: Int32) {
    self.init(isTerminal: isatty(descriptor) == 1) { bytes in
      Output.writeAll(bytes, to: descriptor)
    }
  }

  /// Output to a function.
  package init(isTerminal: Bool, sink: @escaping Sink) {
    self.isTerminal = isTerminal
    self.sink = sink
  }

  /// Writes bytes.
  package func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    error.withLock { error in
      if error == 0 { error = sink(bytes) }
    }
  }

  /// Writes text.
  package func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes text and a newline.
  package func line(_ text: String) { write(text + "\n") }

  /// Whether nobody takes the text any more.
  package var isClosed: Bool { error.withLock { $0 != 0 } }

  /// What went wrong, except that the reader went away (`| head`), which is no fault.
  package var failure: SystemError? {
    let number = error.withLock { $0 }
    guard number != 0, number != EPIPE else { return nil }
    return SystemError(errno: number, what: "write the output")
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          offset += count
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }
}
