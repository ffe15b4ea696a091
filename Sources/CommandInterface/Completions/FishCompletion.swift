/// The completion script for fish.
enum FishCompletion {
  /// The lines of the script.
  static var lines: [String] {
    var lines = ["# fish completion for trimtab", "complete -c trimtab -f"]
    lines += Command.allCases.map { command in
      "complete -c trimtab -n __fish_use_subcommand -a \(command.rawValue) "
        + "-d \(Shell.quoted(command.summary))"
    }
    for command in Command.allCases {
      let condition = "-n \(Shell.quoted("__fish_seen_subcommand_from \(command.rawValue)"))"
      lines += FlagTable.flags(of: command).map { flag in
        let short = flag.short.map { " -s \($0)" } ?? ""
        return "complete -c trimtab \(condition) -l \(flag.long)\(short)\(value(of: flag))"
          + " -d \(Shell.quoted(flag.help))"
      }
      guard let words = OperandWords.words(of: command) else {
        lines.append("complete -c trimtab \(condition) -F")
        continue
      }
      if !words.isEmpty {
        let list = Shell.quoted(words.joined(separator: " "))
        lines.append("complete -c trimtab \(condition) -a \(list)")
      }
    }
    return lines
  }

  private static func value(of flag: Flag) -> String {
    guard flag.argument != nil else { return "" }
    switch flag.completion {
    case .nothing: return " -x"
    case .files: return " -r -F"
    case .directories: return " -x -a '(__fish_complete_directories)'"
    case .words(let words): return " -x -a \(Shell.quoted(words.joined(separator: " ")))"
    }
  }
}
