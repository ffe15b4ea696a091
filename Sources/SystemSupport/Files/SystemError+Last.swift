#if canImport(Glibc)
  import Glibc
#endif

extension SystemError {
  /// The failure that the C library reported last on this thread.
  package static func last(_ what: @autoclosure () -> String) -> SystemError {
    let code = Glibc.errno
    return SystemError(errno: code, what: what())
  }

  /// Whether writing there is forbidden for us: no permission, or a read-only file system.
  package var isForbidden: Bool { [EACCES, EPERM, EROFS].contains(errno) }

  /// Whether the file does not exist.
  package var isMissing: Bool { errno == ENOENT || errno == ENOTDIR }
}
