import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Writes whole lines to a descriptor: lines of several threads do not mix.
package final class LineWriter: Sendable {
  /// The process's standard error.
  package static let standardError = LineWriter(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  private let turn = Mutex(())

  /// Writes to a descriptor, which stays the caller's.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Writes a text with one system call if the system takes it whole. What cannot be written is
  /// lost: a log must not stop the work.
  package func write(_ text: String) {
    let bytes = Array(text.utf8)
    turn.withLock { _ in
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        }
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        written += count
      }
    }
  }
}
