import AgentConfiguration

/// The help, made from the tables of commands and flags.
package enum HelpText {
  /// The overview of all commands.
  package static var overview: String {
    let commands = Command.allCases.map { (term: $0.rawValue, text: $0.summary) }
    let programs = Personality.allCases.map { (term: $0.rawValue, text: $0.summary) }
    let lines =
      [
        "trimtab renders the configuration of load balancers from service registries.", "",
        "Usage: trimtab COMMAND [FLAGS]", "", "Commands:",
      ] + TextLayout.rows(commands, column: 15)
      + ["", "In the place of other programs, also by a link of that name:"]
      + TextLayout.rows(programs, column: 15) + [
        "", "`trimtab help COMMAND` explains a command;",
        "`trimtab help configuration`, `help environment` and `help exit-status` the rest.",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The help of a command; the long form has the details of each flag.
  package static func help(for command: Command, isLong: Bool) -> String {
    var lines = ["trimtab \(command.rawValue): \(command.summary)", "", "Usage: \(usage(command))"]
    if isLong {
      for paragraph in command.details { lines += [""] + TextLayout.wrap(paragraph) }
    }
    let flags = FlagTable.flags(of: command)
    for group in Flag.Group.allCases {
      let members = flags.filter { $0.group == group }
      guard !members.isEmpty else { continue }
      lines += ["", "\(group.rawValue):"]
      lines += members.flatMap { isLong ? longRow($0) : shortRow($0) }
    }
    if isLong, !command.examples.isEmpty {
      lines += ["", "Examples:"]
      lines += command.examples.map { "  " + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The usage line of a command.
  package static func usage(_ command: Command) -> String {
    "trimtab \(command.rawValue) [FLAGS]" + (command.operands.map { " " + $0.form } ?? "")
  }

  /// `-c, --config FILE|DIR`.
  static func spelling(_ flag: Flag) -> String {
    let short = flag.short.map { "-\($0), " } ?? "    "
    return short + flag.title + (flag.argument.map { " " + $0 } ?? "")
  }

  private static func shortRow(_ flag: Flag) -> [String] {
    TextLayout.rows([(term: spelling(flag), text: flag.help)], column: 34)
  }

  private static func longRow(_ flag: Flag) -> [String] {
    var lines = ["  " + spelling(flag)] + TextLayout.wrap(flag.help, indent: 10)
    if !flag.details.isEmpty { lines += TextLayout.wrap(flag.details, indent: 10) }
    lines += TextLayout.wrap(facts(flag).joined(separator: "; "), indent: 10)
    return lines
  }

  /// The default, the variable and other spellings of a flag.
  static func facts(_ flag: Flag) -> [String] {
    var facts: [String] = []
    if let text = flag.defaultText { facts.append("default: \(text)") }
    if let variable = flag.variable { facts.append("variable: \(variable)") }
    if flag.isRepeatable { facts.append("repeatable") }
    for alias in flag.aliases { facts.append("also: --\(alias)") }
    return facts.isEmpty ? [] : ["[" + facts.joined(separator: ", ") + "]"]
  }
}
