import AgentConfiguration

/// What `help` explains besides the commands.
package enum HelpTopic: String, Sendable, CaseIterable {
  case configuration
  case environment
  case exitStatus = "exit-status"

  /// The text of the topic.
  package var text: String {
    let lines =
      switch self {
      case .configuration: HelpTopic.configurationLines
      case .environment: HelpTopic.environmentLines
      case .exitStatus: HelpTopic.exitStatusLines
      }
    return lines.joined(separator: "\n") + "\n"
  }

  private static var configurationLines: [String] {
    var lines =
      [
        "The configuration is written in TOML. Precedence: flags, then the environment,",
        "then files (later ones win), then the defaults shown here. Durations need a",
        "unit: `250ms`, `5s`, `1m30s`. Relative paths in a file start at its directory.",
      ]
    for section in SettingReference.sections {
      lines += [""]
      if !section.heading.isEmpty { lines += [section.heading] }
      lines += section.settings.flatMap { setting -> [String] in
        var text = setting.help
        if let value = setting.defaultText { text += " [default: \(value)]" }
        return TextLayout.rows(
          [(term: "\(setting.key) = \(setting.form)", text: text)], column: 34)
      }
    }
    return lines
  }

  private static var environmentLines: [String] {
    var lines = TextLayout.wrap(
      """
      Each setting has a variable; NAME stands for the name of a registry, template or group in \
      upper case, with `_` for everything but letters and digits. An empty variable counts as \
      absent.
      """)
    lines += [""]
    for flag in FlagTable.all {
      if let variable = flag.ownVariable { lines += row(variable, "like `\(flag.title)`") }
    }
    lines += row("NO_COLOR", "no colours unless `--colour always`")
    for section in SettingReference.sections {
      for setting in section.settings where setting.hasVariable {
        lines += row(
          SettingReference.variable(for: section.path + [setting.key]), setting.help)
      }
    }
    lines += ["", "Consul's own variables fill the keys of consul registries that nobody set:", ""]
    for (variable, path) in ConsulVariables.names {
      lines += row(variable, "`\(path.joined(separator: "."))`")
    }
    lines += ["", "So do the variables of etcd's own tool for etcd registries:", ""]
    for (variable, path) in EtcdVariables.names {
      lines += row(variable, "`\(path.joined(separator: "."))`")
    }
    return lines
  }

  private static func row(_ term: String, _ text: String) -> [String] {
    TextLayout.rows([(term: term, text: text)], column: 38)
  }

  private static var exitStatusLines: [String] {
    TextLayout.rows(
      ExitStatus.allCases.map { (term: "\($0.rawValue)", text: $0.meaning) }, column: 6)
  }
}
