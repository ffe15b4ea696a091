import AgentConfiguration
import SystemSupport

/// All flags.
package enum FlagTable {
  /// The flags in the order of the help.
  package static let all: [Flag] =
    configuration + foreign + control + withoutFile + work + recording + evaluation + output
    + general

  /// The flags of a command.
  package static func flags(of command: Command) -> [Flag] {
    all.filter { $0.commands.contains(command) }
  }

  /// The flag of a name.
  package static func flag(_ name: Flag.Name) -> Flag? { all.first { $0.name == name } }

  /// The variables of the environment that belong to flags alone and to no setting.
  package static var ownVariables: Set<String> { Set(all.compactMap(\.ownVariable)) }

  private static let configuration: [Flag] = [
    Flag(
      name: .config, long: "config", short: "c", argument: "FILE|DIR",
      help: "read this configuration instead of the standard places",
      details: """
        Of a directory, the files `*.toml` are read in the order of their names. May be repeated: \
        later files win. Without it `/etc/trimtab/trimtab.toml` and `/etc/trimtab/trimtab.d` are \
        read, unless templates are given as flags. The variable separates paths by colons.
        """,
      commands: Command.configured.union(Command.asking), group: .configuration,
      ownVariable: "TRIMTAB_CONFIG",
      isRepeatable: true, completion: .files),
    Flag(
      name: .consulTemplateConfig, long: "consul-template-config", argument: "FILE|DIR",
      help: "read this configuration of consul-template instead of ours",
      details: """
        HCL or JSON, as `trimtab consul-template -config` reads it; of a directory, every file. \
        May be repeated: the files are merged as consul-template merges them.
        """,
      commands: Command.configured.subtracting([.run]), group: .configuration,
      isRepeatable: true, completion: .files),
    Flag(
      name: .set, long: "set", argument: "KEY=VALUE",
      help: "override any setting, such as `registry.consul.wait=30s`",
      details: """
        The key is the path of the setting; `template.NAME.KEY` means the template of that name. A \
        value that begins with a quote, `[` or `{` is read as TOML, any other is plain text.
        """,
      commands: Command.configured.union(Command.asking), group: .configuration,
      isRepeatable: true),
    Flag(
      name: .defaultRegistry, long: "default-registry", argument: "NAME",
      help: "the registry that templates ask unless they name one",
      commands: Command.configured, group: .configuration, setting: ["default_registry"]),
    Flag(
      name: .stateDirectory, long: "state-dir", argument: "DIR",
      help: "where the marks of unfinished work are kept",
      commands: [.run, .render, .diff, .status, .approve], group: .configuration,
      setting: ["state_dir"],
      defaultText: "beside each destination", completion: .directories),
    Flag(
      name: .resync, long: "resync", argument: "DURATION",
      help: "how often everything is verified anew", commands: [.run], group: .configuration,
      setting: ["resync"], defaultText: SettingReference.description(of: ["resync"])?.defaultText),
  ]

  private static let control: [Flag] = [
    Flag(
      name: .socket, long: "socket", argument: "PATH",
      help: "the unix socket of the running agent", commands: [.run, .status, .approve],
      group: .configuration, setting: ["control", "socket"],
      defaultText: "`control.sock` in `state_dir`, else in `/run/trimtab`", completion: .files),
    Flag(
      name: .all, long: "all", help: "release everything that is held back",
      commands: [.approve], group: .work),
  ]

  private static let withoutFile: [Flag] = [
    Flag(
      name: .template, long: "template", short: "t", argument: "IN:OUT[:RELOAD]",
      help: "render the template IN to the file OUT, then run RELOAD",
      details: """
        May be repeated. `IN` alone is enough for `render --stdout`. A colon within a path is \
        written `\\:`. The flags `--check`, `--reload` and `--wait` hold for every such template.
        """,
      commands: Command.configured, group: .withoutFile, isRepeatable: true, completion: .files),
    Flag(
      name: .consul, long: "consul", argument: "ADDRESS",
      help: "ask the Consul agent at this address",
      details: "`host:port`, `http://...`, `https://...` or `unix:///path`.",
      commands: Command.configured, group: .withoutFile,
      setting: ["registry", "consul", "address"]),
    Flag(
      name: .consulTokenFile, long: "consul-token-file", argument: "FILE",
      help: "a file that holds Consul's ACL token",
      details: """
        The token itself can be given by the variable CONSUL_HTTP_TOKEN, never as a flag, which \
        every user of the machine could read.
        """,
      commands: Command.configured, group: .withoutFile,
      setting: ["registry", "consul", "token_file"], completion: .files),
    Flag(
      name: .file, long: "file", argument: "PATH",
      help: "read services and keys from this file or directory",
      commands: Command.configured, group: .withoutFile, setting: ["registry", "file", "path"],
      completion: .files),
    Flag(
      name: .checkCommand, long: "check", argument: "COMMAND",
      help: "accepts or refuses the new file `{{.src}}` of each `--template`",
      commands: Command.configured, group: .withoutFile),
    Flag(
      name: .reloadCommand, long: "reload", argument: "COMMAND",
      help: "makes the balancer use the new file of each `--template`",
      commands: Command.configured, group: .withoutFile),
    Flag(
      name: .wait, long: "wait", argument: "MIN[:MAX]",
      help: "let changes settle before each `--template` is rendered",
      commands: Command.configured, group: .withoutFile),
  ]

  private static let work: [Flag] = [
    Flag(
      name: .timeout, long: "timeout", argument: "DURATION",
      help: "how long to wait for the registries' data",
      commands: [.render, .diff, .explain, .snapshot], group: .work,
      ownVariable: "TRIMTAB_TIMEOUT",
      defaultText: "30s"),
    Flag(
      name: .once, long: "once", help: "render once, which `render` does anyway",
      details: "Accepted because other tools need it.", commands: [.render], group: .work),
    Flag(
      name: .allowStale, long: "allow-stale",
      help: "use the answers kept in `cache_dir` where a registry does not answer",
      commands: [.render, .diff, .explain], group: .work),
    Flag(
      name: .noCheck, long: "no-check", help: "install the files without their checks",
      commands: [.render], group: .work),
    Flag(
      name: .noReload, long: "no-reload", help: "install the files but apply nothing",
      commands: [.render], group: .work),
  ]

  private static let recording: [Flag] = [
    Flag(
      name: .snapshot, long: "snapshot", argument: "FILE",
      help: "answer all queries from this file and ask no registry",
      details: """
        What `trimtab snapshot` recorded, or a file written by hand. A section `environment` or \
        `files` in it stands for all variables or files; without it the real ones count. \
        Templates that include each other are always read from the disk.
        """,
      commands: [.render, .diff, .check, .explain, .migrate], group: .work, completion: .files),
    Flag(
      name: .outputFile, long: "output", short: "o", argument: "FILE",
      help: "write to this file instead of standard output",
      details: "A new file gets mode 0644, or 0600 with `--include-secrets`.",
      commands: [.snapshot, .migrate], group: .output, completion: .files),
    Flag(
      name: .includeSecrets, long: "include-secrets",
      help: "show secrets, except for the registries' tokens", commands: [.snapshot],
      group: .output),
    Flag(
      name: .redact, long: "redact", argument: "PATTERN",
      help: "also hide what has a name that this regular expression matches",
      commands: [.snapshot], group: .output, isRepeatable: true),
    Flag(
      name: .includeVolatile, long: "include-volatile",
      help: "also record what moves by itself: the indexes of keys and checks, and the time",
      commands: [.snapshot], group: .output),
  ]

  private static let evaluation: [Flag] = [
    Flag(
      name: .templateFile, long: "template-file", short: "t", argument: "FILE",
      help: "the template's file; `-` is standard input", commands: [.eval], group: .work,
      completion: .files),
    Flag(
      name: .templateText, long: "template", argument: "TEXT", help: "the template itself",
      commands: [.eval], group: .work),
    Flag(
      name: .data, long: "data", argument: "FILE",
      help: "the JSON data; `-` is standard input", commands: [.eval], group: .work,
      completion: .files),
    Flag(
      name: .jsonLines, long: "jsonl", help: "answer requests, one JSON object a line",
      commands: [.eval], group: .work),
    Flag(
      name: .functions, long: "functions", argument: "SET",
      help: "which functions exist besides Go's: \(words(dialects))", commands: [.eval],
      group: .work, defaultText: "consul", completion: .words(dialects)),
    Flag(
      name: .missingKey, long: "missing-key", argument: "MODE",
      help: "what a missing key of a map gives: \(words(missingKeys))", commands: [.eval],
      group: .work, defaultText: "default", completion: .words(missingKeys)),
  ]

  private static let output: [Flag] = [
    Flag(
      name: .standardOutput, long: "stdout",
      help: "print the results instead of writing files", commands: [.render], group: .output),
    Flag(
      name: .colour, long: "colour", aliases: ["color"], argument: "WHEN",
      help: "use colours: `auto`, `always` or `never`",
      details: "`auto` uses them on a terminal, unless NO_COLOR is set.",
      commands: Command.configured.union([.eval, .migrate]), group: .output,
      ownVariable: "TRIMTAB_COLOUR", defaultText: "auto",
      completion: .words(["auto", "always", "never"])),
    Flag(
      name: .logLevel, long: "log-level", argument: "LEVEL",
      help: "the least important messages: \(words(Log.Level.allCases.map(\.name)))",
      commands: Command.configured, group: .output, setting: ["log", "level"],
      defaultText: "info", completion: .words(Log.Level.allCases.map(\.name))),
    Flag(
      name: .logFormat, long: "log-format", argument: "FORMAT",
      help: "how messages are written: `text` or `json`", commands: Command.configured,
      group: .output, setting: ["log", "format"], defaultText: "text",
      completion: .words(LogSettings.Format.allCases.map(\.rawValue))),
  ]

  private static let general: [Flag] = [
    Flag(
      name: .json, long: "json",
      help: "print what was found as JSON on standard output",
      details: """
        Of `status`, one object. Of `check`, one array with an object for each finding: \
        `severity`, `code`, `message`, and where they are known `file`, `line`, `column`, \
        `endLine`, `endColumn` and `hint`. The status stays the same.
        """,
      commands: [.check, .status], group: .output),
    Flag(
      name: .manual, long: "man", help: "print the manual page in roff", commands: [.help],
      group: .output),
    Flag(
      name: .help, long: "help", short: "h",
      help: "explain the command; `-h` is shorter than `--help`",
      commands: Set(Command.allCases)),
    Flag(
      name: .version, long: "version", short: "V", help: "print the version",
      commands: Set(Command.allCases)),
  ]

  private static let dialects = ResourceSettings.Dialect.allCases.map(\.rawValue)
  private static let missingKeys = ResourceSettings.MissingKey.allCases.map(\.rawValue)

  private static func words(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: ", ")
  }
}
