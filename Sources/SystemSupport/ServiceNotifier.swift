import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// Tells the service manager that started the process how it is, if it wants to hear that: in
/// systemd's words, which others have taken over.
package struct ServiceNotifier: Sendable {
  /// What it is told.
  package enum Notice: Sendable {
    /// Everything is in place, for the first time or after reading the configuration again.
    case ready
    /// The configuration is being read again.
    case reloading
    /// The end has begun.
    case stopping
    /// The process works.
    case alive
  }

  /// How often it has to hear that the process works; nil for never.
  package let watchdogInterval: Duration?
  private let socket: String?

  /// Tells the manager that the environment names. `interval` is in place of half the time after
  /// which it takes the process for dead.
  package init(_ environment: [String: String], watchdogInterval interval: Duration? = nil) {
    let path = environment["NOTIFY_SOCKET"] ?? ""
    socket = path.isEmpty ? nil : path
    guard socket != nil, let limit = ServiceNotifier.limit(environment) else {
      watchdogInterval = socket == nil ? nil : interval
      return
    }
    watchdogInterval = interval ?? limit / 2
  }

  /// The time after which silence counts as death, if that is about this process.
  private static func limit(_ environment: [String: String]) -> Duration? {
    if let text = environment["WATCHDOG_PID"], Int32(text) != getpid() { return nil }
    guard let text = environment["WATCHDOG_USEC"], let number = Int64(text), number > 0 else {
      return nil
    }
    return .microseconds(number)
  }

  /// Tells it. A manager that cannot be reached is not worth a word: it has its own ways to see
  /// what is wrong.
  package func tell(_ notice: Notice) {
    guard let socket else { return }
    try? Datagram.send(ServiceNotifier.text(notice), to: socket)
  }

  private static func text(_ notice: Notice) -> String {
    switch notice {
    case .ready: "READY=1"
    // The time tells this reload from an earlier one.
    case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(cs_monotonic_nanoseconds() / 1000)"
    case .stopping: "STOPPING=1"
    case .alive: "WATCHDOG=1"
    }
  }

  /// Tells it that the process works as long as `answers` returns, until it is cancelled.
  package func reassure(_ answers: @Sendable () async -> Void) async {
    guard let watchdogInterval else { return }
    while await EventLoop.shared.pause(for: watchdogInterval) {
      await answers()
      tell(.alive)
    }
  }
}
