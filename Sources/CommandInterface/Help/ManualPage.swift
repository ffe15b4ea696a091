import AgentConfiguration

/// The manual page in roff, made from the tables of commands and flags.
package enum ManualPage {
  /// The page for section 8.
  package static var text: String {
    var lines = [
      ".TH TRIMTAB 8 \"\" \"trimtab \(Version.number)\"", ".SH NAME",
      "trimtab \\- keeps the configuration of load balancers in step with service registries",
      ".SH SYNOPSIS", ".B trimtab", ".I COMMAND", "[\\fIFLAGS\\fR]", ".SH COMMANDS",
    ]
    for command in Command.allCases {
      lines += [".TP", ".B \(escape(HelpText.usage(command)))", escape(command.summary) + "."]
      for paragraph in command.details { lines += [".IP", escape(paragraph)] }
    }
    lines += [".SH FLAGS"]
    for flag in FlagTable.all { lines += entry(flag) }
    lines += [".SH EXIT STATUS"]
    for status in ExitStatus.allCases {
      lines += [".TP", ".B \(status.rawValue)", escape(status.meaning)]
    }
    for (heading, topic) in [
      ("CONFIGURATION", HelpTopic.configuration), ("ENVIRONMENT", HelpTopic.environment),
    ] {
      lines += [".SH \(heading)", ".nf"]
      lines += topic.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { escape(String($0)) }
      lines += [".fi"]
    }
    lines += [".SH EXAMPLES"]
    for example in Command.allCases.flatMap(\.examples) {
      lines += [".PP", ".nf", escape(example), ".fi"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func entry(_ flag: Flag) -> [String] {
    var heading = flag.short.map { "\\fB\\-\($0)\\fR, " } ?? ""
    heading += "\\fB\(escape(flag.title))\\fR"
    if let argument = flag.argument { heading += " \\fI\(escape(argument))\\fR" }
    let commands = Command.allCases.filter { flag.commands.contains($0) }
    let owners =
      commands.count == Command.allCases.count
      ? "all commands" : commands.map(\.rawValue).joined(separator: ", ")
    var lines = [".TP", heading, escape(flag.help) + "."]
    if !flag.details.isEmpty { lines.append(escape(flag.details)) }
    lines.append(escape((["(\(owners))"] + HelpText.facts(flag)).joined(separator: " ")))
    return lines
  }

  /// Text without meaning to roff.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "`": escaped += "\\(ga"
      case "'": escaped += "\\(aq"
      default: escaped.append(character)
      }
    }
    return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }
}
