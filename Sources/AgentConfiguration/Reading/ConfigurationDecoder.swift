import Diagnostics
import SystemSupport

/// Turns the merged tree into settings and judges what only shows across blocks.
struct ConfigurationDecoder {
  private let environment: [String: String]
  /// Whether a file could not be parsed, so that what seems missing may stand in it.
  private let isPartial: Bool
  private var registryNames: Set<String> = []

  /// A decoder with the environment that fills unset keys of registries.
  init(environment: [String: String], isPartial: Bool) {
    self.environment = environment
    self.isPartial = isPartial
  }

  /// The configuration; of use only if no errors were added.
  mutating func decode(
    _ tree: ConfigurationTree, _ list: inout DiagnosticList
  ) -> Configuration {
    var configuration = Configuration()
    let top = TableReader("the configuration", AgentSettings.root)
    top.read(
      tree.root, into: &configuration,
      ignoring: ["control", "deduplicate", "exec", "log", "registry", "template", "group"],
      elsewhere: ConfigurationDecoder.home, &list)
    if let log = tree.root["log"], let table = table(log, &list) {
      TableReader("`[log]`", AgentSettings.log).read(table, into: &configuration.log, &list)
    }
    if let control = tree.root["control"], let table = table(control, &list) {
      TableReader("`[control]`", ControlSettingTable.all)
        .read(table, into: &configuration.control, &list)
    }
    if let exec = tree.root["exec"], let table = table(exec, &list) {
      configuration.exec = ExecSettingTable.read(table, exec.value, &list)
    }
    configuration.registries = registries(tree, &list)
    let drafts = templates(tree, &list)
    configuration.resources = resources(of: drafts, tree, &list)
    DuplicateTemplates.find(drafts, &list)
    checkNames(drafts.map(\.draft), tree, &configuration, &list)
    configuration.deduplication = deduplication(tree, configuration, &list)
    return configuration
  }

  private func deduplication(
    _ tree: ConfigurationTree, _ configuration: Configuration, _ list: inout DiagnosticList
  ) -> DeduplicationSettings? {
    guard let entry = tree.root["deduplicate"], let table = table(entry, &list) else { return nil }
    var settings = DeduplicationSettings()
    TableReader("`[deduplicate]`", DeduplicationSettingTable.all)
      .read(table, into: &settings, &list)
    if !isPartial {
      DeduplicationSettingTable.check(
        settings, table, entry, in: configuration, names: registryNames, &list)
    }
    return settings.isEnabled ? settings : nil
  }

  private func table(_ entry: SettingEntry, _ list: inout DiagnosticList) -> SettingTable? {
    if case .table(let table) = entry.value.kind { return table }
    entry.value.expected("a table", for: entry.key, &list)
    return nil
  }

  /// Where a key belongs that stands at the top.
  private static func home(of key: String) -> String? {
    if AgentSettings.log.contains(where: { $0.key == key }) {
      return "write it in the table `[log]`"
    }
    switch key {
    case "templates": return "write each template as a block `[[template]]`"
    case "registries": return "write each registry as a table `[registry.NAME]`"
    case "consul", "env", "etcd", "etcd2", "file", "redis": return "write `[registry.\(key)]`"
    default: return nil
    }
  }

  private func resources(
    of drafts: [(draft: TemplateDraft, block: SettingNode)], _ tree: ConfigurationTree,
    _ list: inout DiagnosticList
  ) -> [ResourceSettings] {
    var resources: [ResourceSettings] = []
    var members: [String: [(index: Int, block: SettingNode, draft: TemplateDraft)]] = [:]
    let names = tree.groups.map(\.key)
    for (draft, block) in drafts {
      guard let resource = draft.finished(from: block, &list) else { continue }
      if let name = draft.groupName, let node = draft.inGroup {
        members[name, default: []].append((resources.count, block, draft))
        if !names.contains(name), !isPartial {
          list.error(
            "unknown-group", "no group is named `\(name)`", at: node,
            hint: Suggestion.hint(for: name, among: names) ?? "write a table `[group.\(name)]`")
        }
      }
      resources.append(resource)
    }
    if let entry = tree.root["group"] { _ = table(entry, &list) }
    for entry in tree.groups {
      guard let table = table(entry, &list) else { continue }
      var draft = GroupDraft()
      TableReader("`[group.\(entry.key)]`", GroupDraft.settings).read(table, into: &draft, &list)
      guard !isPartial else { continue }
      draft.join(
        members[entry.key] ?? [], named: entry.key, at: entry, &resources, &list)
    }
    return resources
  }

  private mutating func registries(
    _ tree: ConfigurationTree, _ list: inout DiagnosticList
  ) -> [RegistrySettings] {
    if let entry = tree.root["registry"] { _ = table(entry, &list) }
    registryNames = Set(tree.registries.map(\.key))
    var found: [RegistrySettings] = []
    for entry in tree.registries {
      guard let table = table(entry, &list) else { continue }
      let reader = RegistryReader(entry: entry, table: table, environment: environment)
      if let registry = reader.read(&list) { found.append(registry) }
    }
    guard registryNames.isEmpty, !isPartial else { return found }
    if let implied = ConsulVariables.impliedRegistry(environment, &list)
      ?? EtcdVariables.impliedRegistry(environment, &list)
    {
      registryNames.insert(implied.name)
      found.append(implied)
    }
    return found
  }

  private func templates(
    _ tree: ConfigurationTree, _ list: inout DiagnosticList
  ) -> [(draft: TemplateDraft, block: SettingNode)] {
    if let entry = tree.root["template"] {
      guard case .array = entry.value.kind else {
        entry.value.expected(
          "an array of tables", for: "template", &list,
          hint: "write its heading as `[[template]]`")
        return []
      }
    }
    let reader = TableReader("a `[[template]]` block", TemplateSettings.all)
    var drafts: [(TemplateDraft, SettingNode)] = []
    for block in tree.templates {
      guard case .table(let table) = block.kind else {
        block.expected("a table", for: "template", &list)
        continue
      }
      var draft = TemplateDraft()
      draft.hasProgram = tree.root["exec"] != nil
      reader.read(table, into: &draft, elsewhere: ForeignKeys.hint, &list)
      drafts.append((draft, block))
    }
    return drafts
  }

  /// Names of registries must exist, and templates that name none need a default.
  private func checkNames(
    _ drafts: [TemplateDraft], _ tree: ConfigurationTree, _ configuration: inout Configuration,
    _ list: inout DiagnosticList
  ) {
    guard !isPartial else { return }
    if let name = configuration.defaultRegistry {
      check(name, "default_registry", tree.root["default_registry"]?.value, &list)
    } else if configuration.registries.count == 1 {
      configuration.defaultRegistry = configuration.registries[0].name
    } else if configuration.registries.count > 1, drafts.contains(where: { $0.registry == nil }),
      let second = tree.registries.dropFirst().first
    {
      let names = tree.registries.map { "`\($0.key)`" }.joined(separator: ", ")
      list.error(
        "missing-key", "with several registries (\(names)) a `default_registry` is needed",
        atKey: second, hint: "set it, or name a `registry` in each template")
    }
    for draft in drafts {
      if let name = draft.registryName { check(name, "registry", draft.registry, &list) }
    }
  }

  private func check(
    _ name: String, _ key: String, _ node: SettingNode?, _ list: inout DiagnosticList
  ) {
    guard !registryNames.contains(name), let node else { return }
    list.error(
      "unknown-registry", "no registry is named `\(name)`", at: node,
      hint: Suggestion.hint(for: name, among: registryNames.sorted())
        ?? "write a table `[registry.\(name)]`")
  }
}
