import Synchronization
package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Makes file operations fail, one by one or all from one on (as if the process were killed there).
package final class FileFaults: Sendable {
  /// Which operations fail.
  package enum Plan: Sendable {
    /// None; they are only recorded.
    case none
    /// The n-th, from 1, with an errno.
    case only(Int, errno: Int32)
    /// The n-th and all after it: nothing reaches the disk any more.
    case allFrom(Int)
  }

  private let plan: Plan
  private let seen = Mutex<[FileSystem.Operation]>([])

  /// Faults that come as planned.
  package init(_ plan: Plan) { self.plan = plan }

  /// The file system that has the faults.
  package var fileSystem: FileSystem {
    FileSystem { [self] operation throws(SystemError) in try meet(operation) }
  }

  /// The operations so far, failed ones too.
  package var operations: [FileSystem.Operation] { seen.withLock { $0 } }

  private func meet(_ operation: FileSystem.Operation) throws(SystemError) {
    let number = seen.withLock { seen in
      seen.append(operation)
      return seen.count
    }
    switch plan {
    case .none: return
    case .only(let failing, let code):
      guard number == failing else { return }
      throw SystemError(errno: code, what: "\(operation) (planned)")
    case .allFrom(let first):
      guard number >= first else { return }
      throw SystemError(errno: EIO, what: "\(operation) (planned)")
    }
  }
}
