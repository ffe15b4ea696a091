package import Networking

/// How to reach a HAProxy and how careful to be with it. What is nil is found: in the
/// configuration, and in the command line of the process that runs it.
package struct HAProxySettings: Sendable {
  /// The file that HAProxy was started with.
  package var configuration: String
  /// Sockets of the runtime API with level `admin`; the first that answers is used.
  package var runtimeSockets: [SocketAddress]?
  /// The socket of the master process.
  package var masterSocket: SocketAddress?
  /// The file with the id of the master process.
  package var pidFile: String?
  /// What reloads it, where neither master socket nor master process can be used.
  package var reloadCommand: (any Reloader)?
  /// Whether changes of servers are made without a reload.
  package var usesRuntime = true
  /// How long a removed server may finish its requests before it is put in maintenance.
  package var drainTime = Duration.seconds(10)
  /// How often the running state is compared with the configuration; zero is never.
  package var driftInterval = Duration.seconds(10)
  /// How long a call of the runtime API may take.
  package var runtimeTimeout = Duration.seconds(5)
  /// How long a reload may take.
  package var reloadTimeout = Duration.seconds(60)
  /// How reloads are spaced out; changes at run time are not.
  package var throttle = ReloadThrottle()
  /// With so many old workers alive a reload waits.
  package var oldWorkerLimit = 10

  /// Everything is found, starting from the configuration's path.
  package init(configuration: String) { self.configuration = configuration }
}
