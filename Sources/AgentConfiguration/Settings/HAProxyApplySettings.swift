/// How `apply = "haproxy"` reaches a HAProxy. What is nil or empty is found out when needed.
package struct HAProxyApplySettings: Sendable, Hashable {
  /// The program, for the check of new files.
  package var binary = "haproxy"
  /// The file that HAProxy was started with; nil for the destination.
  package var configuration: String?
  /// Sockets of the runtime API: paths, or addresses with a port.
  package var runtimeSockets: [String] = []
  /// The socket of the master process.
  package var masterSocket: String?
  /// The file with the master's process id.
  package var pidFile: String?
  /// Whether servers are changed without a reload where that is possible.
  package var usesRuntime = true
  /// How long a removed server may finish its requests.
  package var drainTime = Duration.seconds(10)
  /// How often the running state is compared with the configuration; zero is never.
  package var driftInterval = Duration.seconds(10)
  /// How long one call of the runtime API may take.
  package var runtimeTimeout = Duration.seconds(5)
  /// With so many old workers alive a reload waits.
  package var oldWorkerLimit: Int64 = 10
  /// What reloads HAProxy where neither its master's socket nor its master can be found.
  package var reload: CommandLineText?
  /// How long a reload may take.
  package var reloadTimeout = Duration.seconds(60)
  /// Which variables the command of `reload` gets.
  package var reloadEnvironment = ChildEnvironmentSettings()

  /// Everything as found.
  package init() {}
}
