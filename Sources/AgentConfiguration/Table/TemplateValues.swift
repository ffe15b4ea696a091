import Diagnostics
import SystemSupport

/// Permission bits: `"0644"`, or TOML's own octal `0o644`.
enum FileMode {
  /// The bits, or nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> UInt32? {
    switch node.kind {
    case .string(let text):
      var digits = text[...]
      if digits.hasPrefix("0o") { digits = digits.dropFirst(2) }
      if let mode = UInt32(digits, radix: 8), mode <= 0o7777, digits.first != "+" { return mode }
      list.error(
        "invalid-value", "expected octal permission bits such as `\"0644\"`, found `\(text)`",
        at: node)
      return nil
    case .integer(let number) where node.written.hasPrefix("0o") && (0...0o7777).contains(number):
      return UInt32(number)
    case .integer(let number):
      node.expected(
        "octal permission bits as a string", for: "mode", &list,
        hint: "write `\"\(String(number).count < 4 ? "0" : "")\(number)\"`")
      return nil
    default:
      node.expected("octal permission bits such as `\"0644\"`", for: "mode", &list)
      return nil
    }
  }
}

/// How many earlier versions are kept.
enum Backups {
  /// The most that make sense.
  static let most: Int64 = 100

  /// The count, or nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> Int? {
    if case .bool(let flag) = node.kind { return flag ? 1 : 0 }
    if node.isBareText, case .string(let text) = node.kind, Int64(text) == nil {
      return node.bool("backup", &list).map { $0 ? 1 : 0 }
    }
    if case .integer = node.kind {
      return node.integer("backup", in: 0...most, &list).map(Int.init)
    }
    if node.isBareText { return node.integer("backup", in: 0...most, &list).map(Int.init) }
    node.expected("a boolean or an integer", for: "backup", &list)
    return nil
  }
}

/// A command: a string for the shell, or an array of arguments without one.
enum CommandText {
  /// The command, or nil after adding an error.
  static func read(
    _ node: SettingNode, _ key: String, _ list: inout DiagnosticList
  ) -> CommandLineText? {
    switch node.kind {
    case .string:
      guard let text = node.filledText(key, &list) else { return nil }
      if text.allSatisfy(\.isWhitespace) {
        list.error("invalid-value", "`\(key)` must not be empty", at: node)
        return nil
      }
      return .shell(text)
    case .array:
      guard let arguments = node.texts(key, &list) else { return nil }
      guard let program = arguments.first, !program.isEmpty else {
        list.error("invalid-value", "`\(key)` must name a program", at: node)
        return nil
      }
      return .arguments(arguments)
    default:
      node.expected("a shell command or an array of arguments", for: key, &list)
      return nil
    }
  }
}

/// How long changes settle: `1s`, `1s:10s` or `{ min, max }`.
enum QuiescenceText {
  /// The longest wait as a multiple of the shortest, unless it is written.
  static let factor = 4

  /// The bounds; nil for none, also after adding an error.
  static func read(
    _ node: SettingNode, _ list: inout DiagnosticList
  ) -> ResourceSettings.Quiescence? {
    var bounds: (minimum: Duration?, maximum: Duration?) = (nil, nil)
    switch node.kind {
    case .string(let text):
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      bounds.minimum = node.duration(of: String(parts[0]), "wait", &list)
      if parts.count == 2 {
        bounds.maximum = node.duration(of: String(parts[1]), "wait", &list)
        if bounds.maximum == nil { return nil }
      }
    case .table(let table):
      let errors = list.count
      TableReader("`wait`", settings).read(table, into: &bounds, &list)
      if bounds.minimum == nil, list.count == errors {
        list.error("missing-key", "`wait` needs a `min`", at: node)
      }
    default: bounds.minimum = node.duration("wait", &list)
    }
    guard let minimum = bounds.minimum else { return nil }
    let maximum = bounds.maximum ?? minimum * factor
    guard maximum >= minimum else {
      list.error("invalid-value", "`wait`: max is less than min", at: node)
      return nil
    }
    return maximum == .zero ? nil : .init(minimum: minimum, maximum: maximum)
  }

  private static let settings: [Setting<(minimum: Duration?, maximum: Duration?)>] = [
    Setting(.init("min", "duration", "how long nothing must change")) { bounds, node, list in
      bounds.minimum = node.duration("min", &list)
    },
    Setting(.init("max", "duration", default: "4 times min", "the longest delay")) {
      bounds, node, list in
      bounds.maximum = node.duration("max", &list)
    },
  ]
}

/// A signal and the file that holds the process to send it to.
enum SignalSettings {
  private struct Draft {
    var name: String?
    var pidFile: String?
  }

  private static let settings: [Setting<Draft>] = [
    Setting(.init("name", "signal", "the signal, such as `SIGHUP`")) { draft, node, list in
      guard let text = node.filledText("name", &list) else { return }
      guard let signal = SignalName(text) else {
        let upper = text.uppercased()
        list.error(
          "invalid-value", "unknown signal `\(text)`", at: node,
          hint: Suggestion.hint(
            for: upper.hasPrefix("SIG") ? upper : "SIG\(upper)", among: SignalName.all))
        return
      }
      draft.name = signal.description
    },
    .path(.init("pid_file", "path", "the file with the process's id"), \.pidFile),
  ]

  /// The signal to send; nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> ApplySettings? {
    guard case .table(let table) = node.kind else {
      node.expected(
        "a table", for: "signal", &list,
        hint: "write `{ name = \"SIGHUP\", pid_file = \"/run/x.pid\" }`")
      return nil
    }
    var draft = Draft()
    let before = list.count
    TableReader("`signal`", settings).read(table, into: &draft, &list)
    for (key, isMissing) in [("name", draft.name == nil), ("pid_file", draft.pidFile == nil)]
    where isMissing && list.count == before {
      list.error("missing-key", "`signal` needs a `\(key)`", at: node)
    }
    guard let name = draft.name, let pidFile = draft.pidFile else { return nil }
    return .signal(name: name, pidFile: pidFile)
  }
}
