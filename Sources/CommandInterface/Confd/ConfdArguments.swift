import AgentConfiguration
import Diagnostics

/// confd's command line, as Go's flags are written: one or two dashes, the value behind `=` or as
/// the next argument, switches with a value only behind `=`. Of the fork, a sub-command names the
/// backend.
struct ConfdArguments {
  /// What is asked for.
  enum Action {
    case work, version, help
  }

  /// What is asked for.
  private(set) var action = Action.work
  /// Which confd's command line it is.
  private(set) var form = ConfdSource.Form.original
  /// The flags by their keys.
  private(set) var flags = SettingTable()
  /// What is doubtful.
  private(set) var warnings: [Diagnostic] = []
  private var rest: ArraySlice<String>

  /// The backends that the fork has as sub-commands.
  private static let commands: Set<String> = [
    "consul", "etcd", "vault", "redis", "zookeeper", "dynamodb", "ssm", "acm", "secretsmanager",
    "imds", "env", "file",
  ]

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String]) throws(UsageError) {
    rest = arguments[...]
    while action == .work, let argument = rest.popFirst() {
      if argument == "--" { break }
      guard argument.hasPrefix("-"), argument != "-" else {
        if try take(operand: argument) { continue }
        break
      }
      try take(flag: argument)
    }
  }

  /// The configuration that is meant.
  var source: ConfdSource { ConfdSource(form: form, flags: flags) }

  /// Sets a flag's setting.
  mutating func set(_ key: String, to text: String, from name: String) {
    let node = SettingNode(bareText: text, name: name)
    flags.put(SettingEntry(key: key, keySpan: node.span, value: node))
  }

  /// Takes what is no flag. Returns whether more may follow.
  private mutating func take(operand: String) throws(UsageError) -> Bool {
    // With nothing before it, or like a sub-command, it is meant to be one.
    let isMeant =
      flags.entries.isEmpty || ConfdArguments.commands.contains(operand)
      || Suggestion.nearest(to: operand, among: ConfdArguments.commands.sorted()) != nil
    if form == .original, flags["backend"] == nil, isMeant {
      form = .fork
      set("backend", to: operand, from: "the command line")
      return true
    }
    guard form == .original else {
      throw UsageError("unexpected argument `\(operand)`")
    }
    // Go stops reading here, and confd says nothing of what it did not read.
    let left = rest.isEmpty ? "" : " and everything behind it"
    warnings.append(
      Diagnostic(
        .warning, code: "unread-arguments", "`\(operand)`\(left) is ignored, as confd does it",
        hint: "a switch has its value behind `=`, such as `-onetime=true`"))
    rest = []
    return false
  }

  private mutating func take(flag argument: String) throws(UsageError) {
    let body = argument.drop { $0 == "-" }
    let name = String(body.prefix { $0 != "=" })
    let attached = name.count < body.count ? String(body.dropFirst(name.count + 1)) : nil
    switch name {
    case "version":
      action = .version
      return
    case "help", "h":
      action = .help
      return
    default: break
    }
    let isLetter = name.count == 1 && argument.hasPrefix("-\(name)")
    guard
      let setting = ConfdSettingTable.setting(flag: name)
        ?? (isLetter ? name.first.flatMap(ConfdSettingTable.setting(letter:)) : nil),
      argument.prefix(3) != "---"
    else { throw unknown(argument, name) }
    let spelling = String(argument.prefix { $0 != "=" })
    let value = try value(of: setting, attached, spelling)
    if name == "interval", Int(value) == nil {
      throw UsageError("expected a number of seconds for `\(spelling)`, found `\(value)`")
    }
    add(setting, value, spelling)
  }

  private mutating func value(
    of setting: ConfdSetting, _ attached: String?, _ spelling: String
  ) throws(UsageError) -> String {
    if setting.argument == .none {
      guard let attached else { return "true" }
      // The words that Go knows.
      switch attached {
      case "1", "t", "T", "true", "TRUE", "True": return "true"
      case "0", "f", "F", "false", "FALSE", "False": return "false"
      default:
        throw UsageError(
          "expected `true` or `false` for `\(spelling)`, found `\(attached)`")
      }
    }
    if let attached { return attached }
    guard let next = rest.popFirst() else {
      throw UsageError(
        "`\(spelling)` needs a value: `\(spelling) \(setting.description.form)`")
    }
    return next
  }

  private mutating func add(_ setting: ConfdSetting, _ value: String, _ spelling: String) {
    var node = SettingNode(
      bareText: value, name: spelling, isSecret: setting.description.isSecret)
    if setting.argument == .each {
      var nodes = [node]
      if case .array(let earlier)? = flags[setting.key]?.value.kind { nodes = earlier + nodes }
      node = SettingNode(
        .array(nodes), source: node.source, span: node.span, isBareText: true)
    }
    flags.put(SettingEntry(key: setting.key, keySpan: node.span, value: node))
  }

  private func unknown(_ argument: String, _ name: String) -> UsageError {
    let names = ConfdSettingTable.all.compactMap(\.flag) + ["version", "help"]
    return UsageError(
      "unknown flag `\(argument.prefix { $0 != "=" })` of confd",
      hint: Suggestion.nearest(to: name, among: names).map { "did you mean `-\($0)`?" })
  }
}
