import SystemSupport

/// The settings of consul-template's templates and commands.
enum ConsulTemplateBlockTables {
  static let template: [Setting<ConsulTemplateBlock>] = file + work + evaluation

  private static let file: [Setting<ConsulTemplateBlock>] = [
    .text("source", \.source), .text("contents", \.contents),
    .key("destination") { block, node, list in
      block.destinationNode = node
      block.destination = node.text("destination", &list) ?? ""
    },
    .bool("create_dest_dirs", \.createsDirectories),
    .key("perms") { block, node, list in
      guard let mode = ConsulTemplateMode.read(node, isStrict: block.isStrict, &list) else {
        return
      }
      block.mode = mode == 0 ? nil : mode
    },
    account("user", \.user), account("group", \.group),
    .key("uid") { $0.userNumber = $1.integer("uid", in: 0...Int64(UInt32.max - 1), &$2) },
    .key("gid") { $0.groupNumber = $1.integer("gid", in: 0...Int64(UInt32.max - 1), &$2) },
    .bool("backup", \.keepsBackup),
  ]

  private static let work: [Setting<ConsulTemplateBlock>] = [
    .key("command") { block, node, list in
      block.command = ConsulTemplateCommand.read(node, isStrict: block.isStrict, &list)
    },
    .time("command_timeout") { $0.commandTimeout = $1 },
    .block("exec", \.exec, exec),
    .key("wait") { block, node, list in
      block.wait = ConsulTemplateWait.read(node, isStrict: block.isStrict, &list)
    },
  ]

  private static let evaluation: [Setting<ConsulTemplateBlock>] = [
    .text("left_delimiter", \.leftDelimiter), .text("right_delimiter", \.rightDelimiter),
    .bool("error_on_missing_key", \.failsOnMissingKey), .bool("error_fatal", \.errorFatal),
    .list("function_denylist", \.deniedFunctions), .text("sandbox_path", \.sandbox),
  ]

  static let exec: [Setting<CommandStanza>] = [
    .key("command") { stanza, node, list in
      stanza.command = ConsulTemplateCommand.read(node, isStrict: stanza.isStrict, &list)
    },
    .bool("enabled", \.enabled),
    .block("env", \.environment, environment),
    .signal("kill_signal", \.killSignal),
    .time("kill_timeout") { $0.killTimeout = $1 },
    .key("reload_signal") { stanza, node, list in
      guard let text = node.text("reload_signal", &list) else { return }
      let before = list.count
      stanza.reloadSignal = ConsulTemplateSignal.read(text, node, &list)
      stanza.isSilent = stanza.reloadSignal == nil && list.count == before
    },
    .time("splay") { $0.splay = $1 },
    .key("timeout") { stanza, node, list in
      stanza.timeoutNode = node
      if stanza.isStrict, case .integer(let number) = node.kind {
        stanza.timeout = .nanoseconds(number)
      } else {
        stanza.timeout = node.duration("timeout", &list)
      }
    },
  ]

  private static let environment: [Setting<ChildEnvironmentSettings>] = [
    .bool("pristine", \.isPristine), .list("allowlist", \.allowed), .list("denylist", \.denied),
    .key("custom") { target, node, list in
      guard let texts = node.texts("custom", &list) else { return }
      for text in texts where text.hasPrefix("=") || !text.contains("=") {
        list.error(
          "invalid-value", "expected `NAME=VALUE` in `custom`, found `\(text)`", at: node)
      }
      target.additions = texts
    },
  ]

  /// A name or a number; the original takes a number only as text, though it says otherwise.
  private static func account(
    _ key: String, _ place: any WritableKeyPath<ConsulTemplateBlock, String> & Sendable
  ) -> Setting<ConsulTemplateBlock> {
    .key(key) { block, node, list in
      if case .integer(let number) = node.kind, !block.isStrict, number >= 0 {
        block[keyPath: place] = String(number)
      } else if let text = node.text(key, &list) {
        block[keyPath: place] = text
      }
    }
  }
}

/// Permission bits: octal as text or, in HCL, as a number with a leading zero.
enum ConsulTemplateMode {
  /// The bits; nil after adding an error.
  static func read(
    _ node: SettingNode, isStrict: Bool, _ list: inout DiagnosticList
  ) -> UInt32? {
    switch node.kind {
    case .string(let text):
      let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
      if let mode = UInt32(digits, radix: 8), mode <= 0o7777, digits.first != "+" {
        return mode & 0o777
      }
      if text.isEmpty { return 0 }
      list.error(
        "invalid-value", "expected octal permission bits such as `\"0644\"`, found `\(text)`",
        at: node)
    case .integer(let number):
      guard (0...0o7777).contains(number), node.written.hasPrefix("0") || isStrict else {
        list.error(
          "invalid-value", "expected octal permission bits for `perms`, found `\(node.written)`",
          at: node, hint: "write them as a text, such as `\"0644\"`")
        return nil
      }
      return UInt32(number) & 0o777
    default: node.expected("octal permission bits such as `\"0644\"`", for: "perms", &list)
    }
    return nil
  }
}

/// A command: one text of several words is for a shell, a list is a program with its arguments.
enum ConsulTemplateCommand {
  /// The command; nil for none, also after adding an error.
  static func read(
    _ node: SettingNode, isStrict: Bool, _ list: inout DiagnosticList
  ) -> CommandLineText? {
    let words: [String]
    switch node.kind {
    case .string:
      guard let text = node.text("command", &list) else { return nil }
      // Its reader of settings takes every text for a list with commas where a list may stand.
      let isSplit = isStrict && !node.isBareText
      words =
        isSplit
        ? text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) : [text]
    case .array:
      guard let texts = node.texts("command", &list) else { return nil }
      words = texts
    default:
      node.expected("a text or a list of texts", for: "command", &list)
      return nil
    }
    return line(words)
  }

  /// What a list of words means.
  static func line(_ words: [String]) -> CommandLineText? {
    guard let first = words.first, !words.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else {
      return nil
    }
    let isShell = words.count == 1 && first.split(whereSeparator: \.isWhitespace).count > 1
    if isShell { return .shell(first) }
    return .arguments(words.count == 1 ? [first.filter { !$0.isWhitespace }] : words)
  }
}

/// `wait`: `min[:max]`, or a block of both.
enum ConsulTemplateWait {
  private struct Draft: ConsulTemplateReadable {
    let isStrict: Bool
    var minimum: Duration?
    var maximum: Duration?
  }

  private static let settings: [Setting<Draft>] = [
    .time("min") { $0.minimum = $1 }, .time("max") { $0.maximum = $1 },
  ]

  /// The bounds; nil for none, also after adding an error.
  static func read(
    _ node: SettingNode, isStrict: Bool, _ list: inout DiagnosticList
  ) -> ResourceSettings.Quiescence? {
    guard case .table(let table) = node.kind else {
      if case .string("") = node.kind { return nil }
      return QuiescenceText.read(node, &list)
    }
    var draft = Draft(isStrict: isStrict)
    TableReader("`wait`", settings).read(table, into: &draft, &list)
    guard let minimum = draft.minimum, minimum > .zero else { return nil }
    let maximum = draft.maximum ?? minimum * QuiescenceText.factor
    if maximum < minimum, !isStrict {
      list.error("invalid-value", "`wait`: max is less than min", at: node)
    }
    return .init(minimum: minimum, maximum: maximum)
  }
}
