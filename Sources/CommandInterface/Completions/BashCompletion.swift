/// The completion script for bash.
enum BashCompletion {
  /// The lines of the script.
  static var lines: [String] {
    let commands = Command.allCases.map(\.rawValue).joined(separator: " ")
    var lines = [
      "# bash completion for trimtab", "_trimtab() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}",
      "  COMPREPLY=()", "  if ((COMP_CWORD == 1)); then",
      "    COMPREPLY=($(compgen -W '\(commands) --help --version' -- \"$word\"))", "    return",
      "  fi", "  case ${COMP_WORDS[1]}:$before in",
    ]
    for command in Command.allCases { lines += values(of: command) }
    lines += ["  esac", "  case ${COMP_WORDS[1]} in"]
    for command in Command.allCases { lines += flags(of: command) }
    return lines + ["  esac", "}", "complete -F _trimtab trimtab"]
  }

  private static func values(of command: Command) -> [String] {
    FlagTable.flags(of: command).filter { $0.argument != nil }.map { flag in
      let names =
        ([flag.title] + flag.aliases.map { "--\($0)" }
          + (flag.short.map { ["-\($0)"] } ?? []))
      let patterns = names.map { "\(command.rawValue):\($0)" }.joined(separator: "|")
      return "    \(patterns)) \(action(flag.completion)); return ;;"
    }
  }

  private static func action(_ completion: Flag.Completion) -> String {
    switch completion {
    case .nothing: ":"
    case .files: "COMPREPLY=($(compgen -f -- \"$word\"))"
    case .directories: "COMPREPLY=($(compgen -d -- \"$word\"))"
    case .words(let words):
      "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\"))"
    }
  }

  private static func flags(of command: Command) -> [String] {
    let flags = FlagTable.flags(of: command).map(\.title)
    let words = (flags + (OperandWords.words(of: command) ?? [])).joined(separator: " ")
    let files = OperandWords.words(of: command) == nil ? "-f " : ""
    return [
      "    \(command.rawValue)) "
        + "COMPREPLY=($(compgen \(files)-W '\(words)' -- \"$word\")) ;;"
    ]
  }
}
