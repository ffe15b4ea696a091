/// How `apply = "nginx"` reaches an nginx. What is nil is found out when needed.
package struct NginxApplySettings: Sendable, Hashable {
  /// The program, for the check of new files.
  package var binary = "nginx"
  /// The main configuration file.
  package var configuration: String?
  /// The file with the master's process id.
  package var pidFile: String?
  /// The file to which the master writes its errors.
  package var errorLog: String?
  /// With so many old workers alive a reload waits.
  package var oldWorkerLimit: Int64 = 64
  /// What reloads nginx instead of `SIGHUP`.
  package var reload: CommandLineText?
  /// How long a reload may take.
  package var reloadTimeout = Duration.seconds(60)
  /// Which variables the command of `reload` gets.
  package var reloadEnvironment = ChildEnvironmentSettings()
  /// How long a check may take.
  package var checkTimeout = Duration.seconds(30)

  /// Everything as found.
  package init() {}
}
