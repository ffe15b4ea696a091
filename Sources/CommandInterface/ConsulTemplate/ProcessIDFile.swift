import Synchronization
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The file in which others look for our process id, at most one at a time.
final class ProcessIDFile: Sendable {
  private let path = Mutex<String?>(nil)

  /// Writes the id to a file, without a newline as consul-template does, and removes the one
  /// before; nil for none. On an error all stays as it is.
  func move(to next: String?) throws(SystemError) {
    let earlier = path.withLock { $0 }
    guard next != earlier else { return }
    if let next {
      let target = AtomicFile(AtomicFile.Target(path: next))
      _ = try target.stage(Array(String(getpid()).utf8)).commit()
    }
    path.withLock { $0 = next }
    if let earlier { _ = try? FileSystem.real.unlink(earlier) }
  }
}
