import CSystem
import Synchronization
import SystemSupport

/// Knows which of our children somebody waits for, and gives all others back to the system when
/// they end: as the first process of a container, or as a supervisor, we inherit every orphan.
final class OrphanReaper: Sendable {
  static let shared = OrphanReaper()

  private let awaited = Mutex<Set<Int32>>([])

  /// Starts a child that somebody waits for. No orphan is reaped meanwhile, so that the child
  /// cannot be taken for one before it is known.
  func starting(_ start: () -> Int32) -> Int32 {
    awaited.withLock { awaited in
      let process = start()
      if process > 0 { awaited.insert(process) }
      return process
    }
  }

  /// Nobody waits for the child any more.
  func forget(_ process: Int32) { _ = awaited.withLock { $0.remove(process) } }

  /// Gives back what has ended.
  func reap() {
    awaited.withLock { awaited in
      for process in OrphanReaper.children() where !awaited.contains(process) {
        _ = cs_reap(process)
      }
    }
  }

  private static func children() -> [Int32] {
    let tasks = (try? FileSystem.real.list("/proc/self/task")) ?? []
    return tasks.flatMap { task -> [Int32] in
      let path = "/proc/self/task/\(task)/children"
      guard let bytes = try? FileSystem.real.read(path, limit: 1 << 20) else { return [] }
      return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
  }
}
