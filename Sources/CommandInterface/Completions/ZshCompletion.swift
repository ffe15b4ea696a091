/// The completion script for zsh.
enum ZshCompletion {
  /// The lines of the script.
  static var lines: [String] {
    var lines = ["#compdef trimtab", "_trimtab() {", "  local -a commands", "  commands=("]
    lines += Command.allCases.map { "    \(Shell.quoted("\($0.rawValue):\($0.summary)"))" }
    lines += [
      "  )", "  if ((CURRENT == 2)); then", "    _describe command commands", "    return", "  fi",
      "  local command=$words[2]", "  shift words", "  ((CURRENT--))", "  case $command in",
    ]
    for command in Command.allCases {
      lines += ["    \(command.rawValue))", "      _arguments -s \\"]
      let entries = FlagTable.flags(of: command).flatMap(specifications) + [operands(command)]
      lines += entries.compactMap(\.self).map { "        \(Shell.quoted($0)) \\" }
      lines += ["        && return", "      ;;"]
    }
    return lines + [
      "  esac", "}",
      "if [[ $funcstack[1] == _trimtab ]]; then _trimtab \"$@\"; else compdef _trimtab trimtab; fi",
    ]
  }

  private static func specifications(_ flag: Flag) -> [String] {
    let names = [flag.title] + (flag.short.map { ["-\($0)"] } ?? [])
    return names.map { name in
      let star = flag.isRepeatable ? "*" : ""
      let text = "\(star)\(name)[\(escape(flag.help))]"
      guard let argument = flag.argument else { return text }
      return text + ":\(escape(argument)):\(action(flag.completion))"
    }
  }

  private static func operands(_ command: Command) -> String? {
    guard let words = OperandWords.words(of: command) else { return "*:file:_files" }
    return words.isEmpty ? nil : "1:argument:(\(words.joined(separator: " ")))"
  }

  private static func action(_ completion: Flag.Completion) -> String {
    switch completion {
    case .nothing: " "
    case .files: "_files"
    case .directories: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  /// Text without the characters that part a specification.
  private static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "[]:\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }
}
