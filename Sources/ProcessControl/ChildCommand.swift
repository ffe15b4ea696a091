/// A command to run as a child process.
package struct ChildCommand: Sendable, Equatable {
  /// What to run, without placeholders.
  package var text: CommandText
  /// Which variables of our environment it gets.
  package var environment = EnvironmentFilter()
  /// Variables that are added to our environment, or replace ours.
  package var additions: [String: String] = [:]
  /// Names of variables that the child does not get.
  package var removals: Set<String> = []
  /// Where it runs; nil for our working directory.
  package var workingDirectory: String?
  /// How long it may take before its process group is told to end.
  package var timeout: Duration
  /// How long its process group may take to end before it is killed.
  package var killGrace: Duration = .seconds(2)
  /// How many bytes of its output are kept: the last ones.
  package var outputLimit = 64 << 10
  /// Whether it has our standard descriptors, and nothing of its output is kept.
  package var sharesDescriptors = false

  /// A command with our environment.
  package init(_ text: CommandText, timeout: Duration = .seconds(30)) {
    self.text = text
    self.timeout = timeout
  }
}
