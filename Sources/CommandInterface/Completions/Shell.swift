/// A shell for which a completion script can be printed.
package enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// The script.
  package var script: String {
    let lines =
      switch self {
      case .bash: BashCompletion.lines
      case .zsh: ZshCompletion.lines
      case .fish: FishCompletion.lines
      }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text as one word of a shell.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

/// What the arguments of commands can be, for completion.
enum OperandWords {
  /// The words a command takes; nil for files.
  static func words(of command: Command) -> [String]? {
    switch command {
    case .help: Command.allCases.map(\.rawValue) + HelpTopic.allCases.map(\.rawValue)
    case .docs: ["functions"]
    case .migrate: MigrateCommand.tools
    case .completions: Shell.allCases.map(\.rawValue)
    case .check: nil
    case .run, .status, .approve, .render, .diff, .explain, .snapshot, .eval, .version: []
    }
  }
}
