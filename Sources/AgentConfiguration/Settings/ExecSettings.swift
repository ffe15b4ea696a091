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
  /// Whether it gets no variables of ours.
  package var isPristine = false
  /// Patterns of the variables that it gets, and that it does not get.
  package var allowed: [String] = []
  package var denied: [String] = []
  /// Variables that it gets in any case, as `NAME=VALUE`.
  package var additions: [String] = []

  /// The defaults.
  package init() {}
}
