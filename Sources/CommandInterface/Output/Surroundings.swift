import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// What a command sees of the world: its streams and the environment.
package struct Surroundings: Sendable {
  /// The variables of the environment.
  package let environment: [String: String]
  /// What the user types or pipes in.
  package let standardInput: Input
  /// Where results go.
  package let standardOutput: Output
  /// Where messages go.
  package let standardError: Output

  /// A world for a command.
  package init(
    environment: [String: String], standardInput: Input = .empty, standardOutput: Output,
    standardError: Output
  ) {
    self.environment = environment
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// The process's own.
  package static func ofProcess() -> Surroundings {
    Surroundings(
      environment: ProcessEnvironment.variables,
      standardInput: Input(descriptor: STDIN_FILENO),
      standardOutput: Output(descriptor: STDOUT_FILENO),
      standardError: Output(descriptor: STDERR_FILENO))
  }

  /// Whether text on `output` is coloured; `choice` is the value of `--colour`.
  package func usesColour(on output: Output, choice: String?) -> Bool {
    switch choice {
    case "always": true
    case "never": false
    default:
      output.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        && environment["TERM"] != "dumb"
    }
  }
}
