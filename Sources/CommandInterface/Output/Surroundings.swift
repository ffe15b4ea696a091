#if canImport(Glibc)
  import Glibc
#endif

/// What a command sees of the world: its streams and the environment.
package struct Surroundings: Sendable {
  /// The variables of the environment.
  package let environment: [String: String]
  /// Where results go.
  package let standardOutput: Output
  /// Where messages go.
  package let standardError: Output

  /// A world for a command.
  package init(
    environment: [String: String], standardOutput: Output, standardError: Output
  ) {
    self.environment = environment
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// The process's own.
  package static func ofProcess() -> Surroundings {
    Surroundings(
      environment: processEnvironment(), standardOutput: Output(descriptor: STDOUT_FILENO),
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

  private static func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, variables[String(parts[0])] == nil {
        variables[String(parts[0])] = String(parts[1])
      }
      entry += 1
    }
    return variables
  }
}
