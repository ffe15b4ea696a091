import Diagnostics

/// The settings of `[deduplicate]`.
enum DeduplicationSettingTable {
  static let all: [Setting<DeduplicationSettings>] = [
    .bool(
      .init(
        "enabled", "boolean", default: "true where the table is there",
        "whether one agent for all with the same template asks the registries"),
      \.isEnabled),
    .filledText(
      .init(
        "registry", "name", default: "`default_registry`",
        "the registry of kind `consul` or `etcd` through which agents share"),
      \.registry),
    Setting(
      .init(
        "prefix", "text", default: "trimtab/dedup/",
        "what stands before the keys of shared data; agents share only below the same one")
    ) { target, node, list in
      guard let text = node.filledText("prefix", &list) else { return }
      let steps = text.split(separator: "/")
      guard !steps.isEmpty, steps.allSatisfy({ $0 != "." && $0 != ".." }) else {
        return list.error(
          "invalid-value", "expected a folder of keys for `prefix`, found `\(text)`", at: node)
      }
      target.prefix = steps.joined(separator: "/") + "/"
    },
    Setting(
      .init(
        "ttl", "duration", default: "15s",
        "how long the claim of a silent agent holds; Consul wants `10s` or more, and takes up to "
          + "twice as long")
    ) { target, node, list in
      guard let ttl = node.duration("ttl", atLeast: .seconds(2), &list) else { return }
      guard ttl <= .seconds(86_400) else {
        return list.error("invalid-value", "`ttl` must be at most `24h`", at: node)
      }
      target.ttl = ttl
    },
    .duration(
      .init(
        "max_stale", "duration", default: "2s",
        "how far a server of Consul that tells of shared data may lag behind its leader"),
      \.maxStale),
    .duration(
      .init(
        "stale_after", "duration", default: "60s",
        "after which silence of the sharing agent the others ask themselves; it speaks three "
          + "times as often"),
      \.staleAfter, atLeast: .seconds(3)),
    .bool(
      .init(
        "share_secrets", "boolean", default: "false",
        "whether answers with secrets are shared, too"),
      \.sharesSecrets),
  ]

  /// Judges what the settings ask of the registries; `names` has all that were written, also those
  /// which could not be read.
  static func check(
    _ settings: DeduplicationSettings, _ table: SettingTable, _ entry: SettingEntry,
    in configuration: Configuration, names: Set<String>, _ list: inout DiagnosticList
  ) {
    guard settings.isEnabled else { return }
    let node = table["registry"]?.value ?? entry.value
    guard let name = settings.registry ?? configuration.defaultRegistry else {
      return list.error("missing-key", "`[deduplicate]` needs a `registry`", atKey: entry)
    }
    guard names.contains(name) else {
      return list.error(
        "unknown-registry", "no registry is named `\(name)`", at: node,
        hint: Suggestion.hint(for: name, among: names.sorted())
          ?? "write a table `[registry.\(name)]`")
    }
    switch configuration.registries.first(where: { $0.name == name })?.kind {
    case .consul:
      guard settings.ttl < .seconds(10) else { return }
      list.error(
        "invalid-value", "Consul wants a `ttl` of at least `10s`",
        at: table["ttl"]?.value ?? entry.value)
    case .etcd, nil: break
    case .file, .environment, .etcdV2, .redis, .replay:
      list.error(
        "invalid-value",
        "agents cannot share through the registry `\(name)`: it is not of kind `consul` or `etcd`",
        at: node)
    }
  }
}
