import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The file in which others look for our process id.
enum ProcessIDFile {
  /// Writes the id, without a newline as consul-template does.
  static func write(_ path: String) throws(SystemError) {
    _ = try AtomicFile(AtomicFile.Target(path: path)).stage(Array(String(getpid()).utf8)).commit()
  }
}
