import Synchronization
import SystemSupport

/// Requests to stop: the first is for those who can clean up, the second ends the process at once.
final class Stopping: Sendable {
  private let isRequested = Mutex(false)

  /// Notes a request.
  func request(by signal: SignalName) {
    let isSecond = isRequested.withLock { isRequested in
      defer { isRequested = true }
      return isRequested
    }
    if isSecond { Interruption.die(of: signal) }
  }
}
