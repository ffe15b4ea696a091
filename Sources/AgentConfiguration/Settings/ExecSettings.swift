package import SystemSupport

/// `[exec]`: the program that the agent runs and looks after.
package struct ExecSettings: Sendable, Equatable {
  /// When a program that ended by itself is started again.
  package enum Restart: String, Sendable, CaseIterable {
    case never, onFailure = "on-failure", always
  }

  /// What to run; nil only while it is read.
  package var command: CommandLineText?
  /// What tells it of changes; nil starts it anew.
  package var reloadSignal: SignalName?
  /// What asks it to end.
  package var killSignal = SignalName.terminate
  /// How long it may take to end.
  package var killTimeout = Duration.seconds(30)
  /// The longest random delay before a change is told.
  package var splay = Duration.zero
  /// When it is started again.
  package var restart = Restart.never
  /// How often in a row.
  package var restartLimit: Int64 = 10
  /// The signals to us that are handed on.
  package var forwarded: [SignalName] = ["SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGQUIT"].compactMap {
    SignalName($0)
  }
  /// Which variables it gets.
  package var environment = ChildEnvironmentSettings()

  /// The defaults.
  package init() {}
}
