import SystemSupport

/// The top of consul-template's configuration, and what is not about registries and templates.
enum ConsulTemplateTables {
  static let root: [Setting<ConsulTemplateDraft>] = blocks + scalars

  private static let blocks: [Setting<ConsulTemplateDraft>] = [
    .block("consul", \.consul, ConsulTemplateRegistryTables.consul),
    registry("vault", ConsulTemplateRegistryTables.vault),
    registry("nomad", ConsulTemplateRegistryTables.nomad),
    .key("template", read: templates),
    .block("exec", \.exec, ConsulTemplateBlockTables.exec),
    .key("wait") { draft, node, list in
      draft.wait = ConsulTemplateWait.read(node, isStrict: draft.isStrict, &list)
    },
    .block("default_delimiters", \.self, delimiters),
    .key("syslog") { draft, node, list in
      guard case .table(let table) = node.kind else {
        return node.expected("a block", for: "syslog", &list)
      }
      var syslog = SyslogDraft()
      TableReader("`syslog`", ConsulTemplateTables.syslog).read(table, into: &syslog, &list)
      let isSet = table["facility"] != nil || table["name"] != nil
      draft.settings.syslog = syslog.enabled ?? isSet ? syslog.settings : nil
    },
    .key("log_file") { draft, node, list in
      guard case .table(let table) = node.kind else {
        return node.expected("a block", for: "log_file", &list)
      }
      var file = LogFileDraft(isStrict: draft.isStrict)
      TableReader("`log_file`", logFile).read(table, into: &file, &list)
      draft.settings.logFile = file.settings.path.isEmpty ? nil : file.settings
    },
    .key("deduplicate") { draft, node, list in
      guard case .table(let table) = node.kind else {
        return node.expected("a block", for: "deduplicate", &list)
      }
      var deduplicate = DeduplicateDraft(isStrict: draft.isStrict)
      TableReader("`deduplicate`", ConsulTemplateTables.deduplicate).read(
        table, into: &deduplicate, &list)
      let isEnabled = deduplicate.enabled ?? !table.entries.isEmpty
      draft.deduplication = isEnabled ? deduplicate.settings : nil
    },
  ]

  private static let scalars: [Setting<ConsulTemplateDraft>] = [
    .key("log_level", read: logLevel),
    .signal("kill_signal", \.settings.killSignal),
    .signal("reload_signal", \.settings.reloadSignal),
    .key("dump_signal") { _, node, list in
      guard let text = node.text("dump_signal", &list) else { return }
      _ = ConsulTemplateSignal.read(text, node, &list)
      list.warning(
        "deprecated-key", "`dump_signal` has no effect any more", at: node,
        hint: "`trimtab status` shows what the agent is doing")
    },
    .time("max_stale") { $0.maxStale = $1 },
    .time("block_query_wait") { $0.blockQueryWait = $1 },
    .text("pid_file", \.settings.pidFile),
    .bool("template_error_fatal", \.templateErrorFatal),
    .bool("err_on_failed_lookup", \.settings.failsOnLookup),
    .bool("once", \.settings.isOnce),
    .bool("parseonly", \.settings.isParseOnly),
  ]

  private static let delimiters: [Setting<ConsulTemplateDraft>] = [
    .text("left", \.leftDelimiter), .text("right", \.rightDelimiter),
  ]

  /// Stanzas of registries that nobody asks are judged all the same.
  private static func registry(
    _ key: String, _ settings: [Setting<OtherRegistryStanza>]
  ) -> Setting<ConsulTemplateDraft> {
    .key(key) { draft, node, list in
      guard case .table(let table) = node.kind else {
        return node.expected("a block", for: key, &list)
      }
      var stanza = OtherRegistryStanza(isStrict: draft.isStrict)
      TableReader("`\(key)`", settings).read(table, into: &stanza, &list)
      draft.other[key] = stanza
    }
  }

  private static func templates(
    _ draft: inout ConsulTemplateDraft, _ node: SettingNode, _ list: inout DiagnosticList
  ) {
    guard case .array(let nodes) = node.kind else {
      return node.expected("a block", for: "template", &list)
    }
    let reader = TableReader("a `template` block", ConsulTemplateBlockTables.template)
    for node in nodes {
      guard case .table(let table) = node.kind else {
        node.expected("a block", for: "template", &list)
        continue
      }
      var block = ConsulTemplateBlock(isStrict: draft.isStrict)
      reader.read(table, into: &block, &list)
      draft.templates.append((block, node))
    }
  }

  /// The levels, the most talkative first.
  static let logLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERR"]

  private static func logLevel(
    _ draft: inout ConsulTemplateDraft, _ node: SettingNode, _ list: inout DiagnosticList
  ) {
    guard let text = node.text("log_level", &list) else { return }
    guard logLevels.contains(text.uppercased()) else {
      let choices = logLevels.map { "`\($0)`" }.joined(separator: ", ")
      return list.error(
        "invalid-value", "expected one of \(choices) for `log_level`, found `\(text)`", at: node)
    }
    draft.settings.logLevel = text.uppercased()
  }

  // MARK: - Where messages go

  private struct SyslogDraft {
    var enabled: Bool?
    var settings = ConsulTemplateSettings.Syslog()
  }

  private static let syslog: [Setting<SyslogDraft>] = [
    .bool("enabled", \.enabled),
    .key("facility") { draft, node, list in
      guard let text = node.text("facility", &list), !text.isEmpty else { return }
      let names = SyslogFacility.allCases.map(\.rawValue)
      guard names.contains(text.uppercased()) else {
        let choices = names.map { "`\($0)`" }.joined(separator: ", ")
        return list.error(
          "invalid-value", "expected one of \(choices) for `facility`, found `\(text)`", at: node)
      }
      draft.settings.facility = text.uppercased()
    },
    .text("name", \.settings.name),
  ]

  private struct LogFileDraft: ConsulTemplateReadable {
    let isStrict: Bool
    var settings = ConsulTemplateSettings.LogFile()
  }

  private static let logFile: [Setting<LogFileDraft>] = [
    .text("path", \.settings.path),
    .number("log_rotate_bytes", \.settings.rotateBytes),
    .time("log_rotate_duration") { $0.settings.rotateInterval = $1 },
    .number(
      "log_rotate_max_files", in: Int64(Int32.min)...Int64(Int32.max), \.settings.maximumFiles),
  ]

  // MARK: - Sharing queries

  private struct DeduplicateDraft: ConsulTemplateReadable {
    let isStrict: Bool
    var enabled: Bool?
    var settings = DeduplicationSettings()
  }

  private static let deduplicate: [Setting<DeduplicateDraft>] = [
    .bool("enabled", \.enabled),
    .key("prefix") { draft, node, list in
      guard let text = node.text("prefix", &list) else { return }
      let steps = text.split(separator: "/")
      if !steps.isEmpty { draft.settings.prefix = steps.joined(separator: "/") + "/" }
    },
    // Consul's sessions live ten seconds at least.
    .time("ttl") { $0.settings.ttl = min(max($1, .seconds(10)), .seconds(86_400)) },
    .time("max_stale") { $0.settings.maxStale = $1 },
    .judgedTime("block_query_wait"),
  ]
}
