import Diagnostics

/// `trimtab completions SHELL`.
enum CompletionsCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let shells = Shell.allCases.map(\.rawValue)
    let choices = shells.map { "`\($0)`" }.joined(separator: ", ")
    guard let name = invocation.operands.first else {
      throw UsageError("expected a shell: one of \(choices)")
    }
    guard let shell = Shell(rawValue: name) else {
      throw UsageError(
        "expected one of \(choices), found `\(name)`",
        hint: Suggestion.hint(for: name, among: shells))
    }
    world.standardOutput.write(shell.script)
    return .success
  }
}
