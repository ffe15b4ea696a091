#if canImport(Glibc)
  import Glibc
#endif

/// A system call failed.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The error number of the C library.
  package let errno: Int32
  /// What was being done, with the path or name concerned: `open `/etc/x``.
  package let what: String

  /// A failure of `what`.
  package init(errno: Int32, what: String) {
    self.errno = errno
    self.what = what
  }

  /// `cannot WHAT: No such file or directory`.
  package var description: String { "cannot \(what): \(reason)" }

  /// `No such file or directory`.
  package var reason: String { String(cString: strerror(errno)) }
}
