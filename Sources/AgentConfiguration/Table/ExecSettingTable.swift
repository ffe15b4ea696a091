import Diagnostics
import SystemSupport

/// The settings of `[exec]`.
enum ExecSettingTable {
  static let all: [Setting<ExecSettings>] = [
    Setting(
      .init(
        "command", "shell command|array of arguments",
        "the program that runs while Trimtab does; started when all templates are in place")
    ) { target, node, list in
      if let line = CommandText.read(node, "command", &list) { target.command = line }
    },
    Setting(
      .init(
        "reload_signal", "signal", default: "it is started anew",
        "what tells the program of changed files")
    ) { target, node, list in
      if let signal = signal(node, "reload_signal", &list) { target.reloadSignal = signal }
    },
    Setting(
      .init("kill_signal", "signal", default: "SIGTERM", "what asks the program to end")
    ) { target, node, list in
      if let signal = signal(node, "kill_signal", &list) { target.killSignal = signal }
    },
    .duration(
      .init(
        "kill_timeout", "duration", default: "30s", "how long it may take to end, then is killed"),
      \.killTimeout),
    .duration(
      .init(
        "splay", "duration", default: "0s",
        "a random delay up to this before the program is told of changes"),
      \.splay),
    .word(
      .init(
        "restart", AgentSettings.words(ExecSettings.Restart.allCases.map(\.rawValue)),
        default: "never",
        "when the program is started again, with growing pauses, after it ended by itself; if not, "
          + "Trimtab ends with its status"),
      \.restart),
    Setting(
      .init(
        "restart_limit", "number", default: "10",
        "how often in a row; a minute of work begins a new row")
    ) { target, node, list in
      if let number = node.integer("restart_limit", in: 1...1_000_000, &list) {
        target.restartLimit = number
      }
    },
    Setting(
      .init(
        "forward", "array of signals", default: "SIGUSR1, SIGUSR2, SIGWINCH, SIGQUIT",
        "signals to Trimtab which the program gets instead", hasVariable: false)
    ) { target, node, list in
      if let signals = signals(node, &list) { target.forwarded = signals }
    },
    Setting(
      .init("env", "table", "which variables the program gets, see below", hasVariable: false)
    ) { target, node, list in
      if let environment = ChildEnvironmentTable.read(node, "`[exec.env]`", &list) {
        target.environment = environment
      }
    },
  ]

  /// The settings of `[exec]`; nil after adding an error.
  static func read(_ table: SettingTable, _ node: SettingNode, _ list: inout DiagnosticList)
    -> ExecSettings?
  {
    var settings = ExecSettings()
    let before = list.count
    TableReader("`[exec]`", all).read(table, into: &settings, &list)
    if settings.command == nil, list.count == before {
      list.error("missing-key", "`[exec]` needs a `command`", at: node)
    }
    return settings.command == nil ? nil : settings
  }

  private static func signal(
    _ node: SettingNode, _ key: String, _ list: inout DiagnosticList
  ) -> SignalName? {
    guard let text = node.filledText(key, &list) else { return nil }
    return signal(text, node, &list)
  }

  private static func signal(
    _ text: String, _ node: SettingNode, _ list: inout DiagnosticList
  ) -> SignalName? {
    if let signal = SignalName(text) { return signal }
    let upper = text.uppercased()
    list.error(
      "invalid-value", "unknown signal `\(text)`", at: node,
      hint: Suggestion.hint(
        for: upper.hasPrefix("SIG") ? upper : "SIG\(upper)", among: SignalName.all))
    return nil
  }

  private static func signals(_ node: SettingNode, _ list: inout DiagnosticList) -> [SignalName]? {
    guard let texts = node.texts("forward", &list) else { return nil }
    var signals: [SignalName] = []
    for text in texts {
      guard let signal = signal(text, node, &list) else { return nil }
      guard !reserved.contains(signal.description) else {
        list.error("invalid-value", "`\(signal)` cannot be forwarded", at: node)
        return nil
      }
      signals.append(signal)
    }
    return signals
  }

  /// What cannot be caught, ends us, or tells us of children.
  private static let reserved: Set<String> = [
    "SIGKILL", "SIGSTOP", "SIGCHLD", "SIGTERM", "SIGINT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE",
    "SIGABRT", "SIGTRAP",
  ]
}
