import AgentConfiguration

/// One flag of the command line: parsing, help, manual page and completions all come from it.
package struct Flag: Sendable {
  /// Tells flags apart in code.
  package enum Name: String, Sendable, CaseIterable {
    case config, consulTemplateConfig, set, defaultRegistry, stateDirectory, resync
    case template, consul, consulTokenFile, file, checkCommand, reloadCommand, wait
    case logLevel, logFormat
    case standardOutput, timeout, once, noCheck, noReload, allowStale
    case snapshot, outputFile, includeSecrets, redact, includeVolatile
    case colour
    case templateFile, templateText, data, jsonLines, functions, missingKey
    case json, socket, all
    case confdDirectory, confdFlags
    case manual, help, version
  }

  /// The heading under which the help lists a flag.
  package enum Group: String, Sendable, CaseIterable {
    case configuration = "Configuration"
    case withoutFile = "Without a configuration file"
    case work = "What is done"
    case output = "Output"
    case other = "Other"
  }

  /// What a shell can offer as the value.
  package enum Completion: Sendable, Equatable {
    case nothing, files, directories
    case words([String])
  }

  /// Tells it apart in code.
  package let name: Name
  /// The name after `--`.
  package let long: String
  /// The letter after `-`.
  package var short: Character?
  /// Other spellings of the long name.
  package var aliases: [String] = []
  /// How the help names the value; nil for a switch.
  package var argument: String?
  /// One line for the help.
  package let help: String
  /// More for the long help, the manual and documentation.
  package var details = ""
  /// The commands that know it.
  package let commands: Set<Command>
  /// Where the help lists it.
  package var group: Group = .other
  /// The setting of the configuration that it overrides.
  package var setting: [String]?
  /// Its variable of the environment, if it is not that of a setting.
  package var ownVariable: String?
  /// What holds without it.
  package var defaultText: String?
  /// Whether it may be given several times.
  package var isRepeatable = false
  /// What a shell can offer.
  package var completion: Completion = .nothing

  /// The variable of the environment that does the same.
  package var variable: String? {
    ownVariable ?? setting.map(SettingReference.variable)
  }

  /// `--long` as messages show it.
  package var title: String { "--\(long)" }
}
