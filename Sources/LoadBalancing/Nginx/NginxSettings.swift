/// How to reach an nginx and how careful to be with it. What is nil is found: in the configuration,
/// in what the program says of its build, and in the command line of the process that runs it.
package struct NginxSettings: Sendable {
  /// The program.
  package var binary = "nginx"
  /// The main configuration file.
  package var configuration: String?
  /// The file with the id of the master process.
  package var pidFile: String?
  /// The file to which the master writes why it refused a configuration.
  package var errorLog: String?
  /// What makes the master read its configuration again, instead of `SIGHUP`.
  package var reloadCommand: (any Reloader)?
  /// How long a reload may take.
  package var reloadTimeout = Duration.seconds(60)
  /// How long a check may take.
  package var checkTimeout = Duration.seconds(30)
  /// With so many old workers alive a reload waits.
  package var oldWorkerLimit = 64

  /// Everything is found.
  package init() {}
}
