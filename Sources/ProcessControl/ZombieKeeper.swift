import Synchronization
import SystemSupport

/// Gives children back to the system which did not even end after `SIGKILL` (stuck in the kernel),
/// whenever they do.
final class ZombieKeeper: Sendable {
  static let shared = ZombieKeeper()

  private let tokens = Mutex<[Int32: EventLoop.Token]>([:])

  /// Takes over a child. On the event loop's thread.
  func adopt(_ child: ChildProcess) {
    do {
      let token = try EventLoop.shared.add(child.descriptor, .readable) { [self] _ in
        _ = child.reap()
        let token = tokens.withLock { $0.removeValue(forKey: child.process) }
        if let token { EventLoop.shared.remove(token) }
        child.close()
      }
      tokens.withLock { $0[child.process] = token }
    } catch {
      child.close()
    }
  }
}
