import DataFormats
import Diagnostics

/// The merged layers of a configuration, not decoded yet.
struct ConfigurationTree {
  /// The top table.
  private(set) var root = SettingTable()

  /// Merges documents in order.
  init(
    _ documents: [(source: Source, document: DocumentNode)], _ list: inout DiagnosticList
  ) {
    for (source, document) in documents {
      let node = SettingNode(document, source: source)
      guard case .table(let table) = node.kind else {
        list.error("wrong-type", "expected a table, found \(node.kindName)", at: node)
        continue
      }
      root.overlay(table, appending: ["template"])
    }
  }

  /// The configured registries by name.
  var registries: [SettingEntry] {
    guard case .table(let table) = root["registry"]?.value.kind else { return [] }
    return table.entries
  }

  /// The configured groups by name.
  var groups: [SettingEntry] {
    guard case .table(let table) = root["group"]?.value.kind else { return [] }
    return table.entries
  }

  /// The template blocks.
  var templates: [SettingNode] {
    guard case .array(let nodes) = root["template"]?.value.kind else { return [] }
    return nodes
  }

  /// The name of a template block, as paths to its settings use it.
  static func name(of template: SettingNode) -> String? {
    guard case .table(let table) = template.kind else { return nil }
    for key in ["name", "destination"] {
      if case .string(let text) = table[key]?.value.kind { return text }
    }
    return nil
  }

  /// Adds templates of flags.
  mutating func apply(_ added: [SettingNode]) {
    guard let first = added.first else { return }
    let array = SettingNode(
      .array(templates + added), source: first.source, span: first.span, isBareText: true)
    root.put(SettingEntry(key: "template", keySpan: first.span, value: array))
  }

  /// Sets what flags say.
  mutating func apply(_ items: [ConfigurationOverrides.Item], _ list: inout DiagnosticList) {
    for item in items {
      switch item.target {
      case .setting(let path): set(path, to: item.value, &list)
      case .registry(let kind, let key):
        let name = registryName(ofKind: kind)
        if registries.first(where: { $0.key == name }) == nil, name != kind {
          set(["registry", name, "kind"], to: bare(kind, like: item.value), &list)
        }
        set(["registry", name, key], to: item.value, &list)
      }
    }
  }

  /// Sets one setting; `template`, a name and keys lead into the blocks of that name.
  mutating func set(_ path: [String], to value: SettingNode, _ list: inout DiagnosticList) {
    guard path.first == "template" else {
      root.set(path[...], to: value)
      return
    }
    guard path.count >= 3 else {
      list.error(
        "invalid-value", "`\(path.joined(separator: "."))` is not a setting", at: value,
        hint: "write `template.NAME.KEY`")
      return
    }
    var blocks = templates
    let indices = blocks.indices.filter { ConfigurationTree.name(of: blocks[$0]) == path[1] }
    guard !indices.isEmpty, let entry = root["template"] else {
      let names = blocks.compactMap(ConfigurationTree.name)
      list.error(
        "unknown-template", "no template is named `\(path[1])`", at: value,
        hint: Suggestion.hint(for: path[1], among: names))
      return
    }
    for index in indices {
      guard case .table(var table) = blocks[index].kind else { continue }
      table.set(path[2...], to: value)
      blocks[index].kind = .table(table)
    }
    var changed = entry
    changed.value.kind = .array(blocks)
    root.put(changed)
  }

  /// The one registry of a kind, else the kind's own name.
  private func registryName(ofKind kind: String) -> String {
    let names = registries.filter { entry in
      guard case .table(let table) = entry.value.kind else { return false }
      guard let written = table["kind"] else { return entry.key == kind }
      if case .string(kind) = written.value.kind { return true }
      return false
    }.map(\.key)
    return names.count == 1 ? names[0] : kind
  }

  private func bare(_ text: String, like node: SettingNode) -> SettingNode {
    SettingNode(.string(text), source: node.source, span: node.span, isBareText: true)
  }
}
