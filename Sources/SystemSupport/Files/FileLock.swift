import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Keeps a second agent from managing the same destination. The lock ends with `release`, with the
/// last reference, or with the process, however it ends.
package final class FileLock: Sendable {
  /// Why a lock was not taken.
  package enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process has it; its id if it is known.
    case held(destination: String, process: Int32?)
    /// The lock file cannot be used.
    case system(SystemError)

    /// ``process 12 manages `/etc/x` already``.
    package var description: String {
      switch self {
      case .held(let destination, let process):
        let who = process.map { "process \($0)" } ?? "another process"
        return "\(who) manages `\(destination)` already"
      case .system(let error): return error.description
      }
    }
  }

  private let path: String
  private let descriptor: Mutex<Int32>

  /// Locks a destination (the end of its links), without waiting for a process that lives.
  package init(destination: String, stateDirectory: String? = nil) throws(Failure) {
    let destination = FilePath.absolute(destination)
    do {
      let place = try FileLock.place(of: destination, stateDirectory)
      path = place.path(.lock)
      descriptor = Mutex(try FileLock.acquire(path, destination))
    } catch let error as SystemError {
      throw .system(error)
    } catch let error as Failure {
      throw error
    } catch {
      preconditionFailure("a lock fails with one of two errors")
    }
  }

  deinit { release() }

  /// Gives the lock back. A second call does nothing.
  package func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      // Removed while still locked: who opened it meanwhile notices that the name is gone.
      Glibc.unlink(path)
      close(descriptor)
      descriptor = -1
    }
  }

  private static func place(
    of destination: String, _ stateDirectory: String?
  ) throws(SystemError) -> CompanionPlace {
    if let stateDirectory {
      try FileSystem.real.makeDirectories(stateDirectory, mode: 0o700)
      return .inside(stateDirectory, destination)
    }
    let beside = CompanionPlace.beside(destination)
    if access(beside.directory, W_OK) == 0 { return beside }
    guard SystemError.last("write").isForbidden else { return beside }
    return try .fallback(for: destination, stateDirectory: nil, .real)
  }

  /// A process that was killed while it started a child leaves its lock to that child, until the
  /// child has become another program. So a lock of a dead process is worth a short wait.
  private static let waits = 200
  private static let waitMicroseconds: UInt32 = 10_000

  private static func acquire(_ path: String, _ destination: String) throws -> Int32 {
    var waited = 0
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw SystemError.last("open lock file `\(path)`") }
      let code = cs_lock_exclusive(descriptor)
      guard code == 0 else {
        let holder = holder(descriptor)
        close(descriptor)
        guard code == -EWOULDBLOCK else {
          throw SystemError(errno: -code, what: "lock `\(path)`")
        }
        if waited < waits, let holder, isDead(holder) {
          waited += 1
          usleep(waitMicroseconds)
          continue
        }
        throw Failure.held(destination: destination, process: holder)
      }
      if isStillNamed(path, descriptor) {
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = write(descriptor, text, text.count)
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Whether the locked file is the one that others would open.
  static func isStillNamed(_ path: String, _ descriptor: Int32) -> Bool {
    var open = stat()
    var named = stat()
    guard fstat(descriptor, &open) == 0, fstatat(AT_FDCWD, path, &named, AT_SYMLINK_NOFOLLOW) == 0
    else { return false }
    return open.st_ino == named.st_ino && open.st_dev == named.st_dev
  }

  private static func isDead(_ process: Int32) -> Bool {
    kill(process, 0) != 0 && errno == ESRCH
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
  }
}
