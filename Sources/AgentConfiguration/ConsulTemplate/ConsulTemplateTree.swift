import DataFormats
import Diagnostics

/// The merged layers of a configuration of consul-template, not decoded yet.
struct ConsulTemplateTree {
  /// What a block may have within it.
  private indirect enum Shape {
    case block([String: Shape]), blocks([String: Shape]), texts
  }

  /// The top table.
  private(set) var root = SettingTable()

  /// Keys that had another name once, by the path of their table.
  private static let renamed = [
    "template": ["function_blacklist": "function_denylist"],
    "env": ["whitelist": "allowlist", "blacklist": "denylist"],
  ]

  private static let command: Shape = .block(["env": environment])
  private static let environment: Shape = .block([
    "custom": .texts, "allowlist": .texts, "denylist": .texts,
  ])
  private static let registry: Shape = .block([
    "auth": .block([:]), "retry": .block([:]), "ssl": .block([:]), "transport": .block([:]),
  ])
  private static let shapes: [String: Shape] = [
    "consul": registry, "vault": registry, "nomad": registry, "exec": command,
    "template": .blocks([
      "exec": command, "wait": .block([:]), "function_denylist": .texts,
    ]),
    "wait": .block([:]), "syslog": .block([:]), "log_file": .block([:]),
    "deduplicate": .block([:]), "default_delimiters": .block([:]),
  ]

  private static let appended: Set<String> = [
    "template", "exec.env.custom", "exec.env.allowlist", "exec.env.denylist",
  ]

  /// Lays a document over what is there.
  mutating func add(_ document: DocumentNode, of source: Source, _ list: inout DiagnosticList) {
    let node = SettingNode(document, source: source)
    guard case .table(let table) = node.kind else {
      return list.error("wrong-type", "expected a table, found \(node.kindName)", at: node)
    }
    add(table, &list)
  }

  /// Lays a table over what is there.
  mutating func add(_ table: SettingTable, _ list: inout DiagnosticList) {
    let fails = root["err_on_failed_lookup"]
    root.overlay(
      ConsulTemplateTree.normal(table, ConsulTemplateTree.shapes, "", &list),
      appending: ConsulTemplateTree.appended)
    // This one is not replaced: once it is on it stays on.
    if let fails, case .bool(true) = fails.value.kind { root.put(fails) }
  }

  /// A table with its keys in small letters and by their present names, of repeated blocks the
  /// last, and repeatable blocks always in an array.
  private static func normal(
    _ table: SettingTable, _ shapes: [String: Shape], _ name: String,
    _ list: inout DiagnosticList
  ) -> SettingTable {
    var result = SettingTable()
    for entry in table.entries {
      var key = entry.key.lowercased()
      key = renamed[name]?[key] ?? key
      var value = entry.value
      switch shapes[key] {
      case nil: break
      case .texts: value = texts(value)
      case .block(let inner):
        if key == "consul", case .string = value.kind { value = address(value, entry, &list) }
        value = block(value, inner, key, &list)
      case .blocks(let inner):
        value.kind = .array(elements(value).map { block($0, inner, key, &list) })
      }
      result.put(SettingEntry(key: key, keySpan: entry.keySpan, value: value))
    }
    return result
  }

  private static func elements(_ node: SettingNode) -> [SettingNode] {
    if case .array(let nodes) = node.kind { nodes } else { [node] }
  }

  private static func block(
    _ node: SettingNode, _ shapes: [String: Shape], _ name: String,
    _ list: inout DiagnosticList
  ) -> SettingNode {
    var node = node
    if case .array(let nodes) = node.kind, let last = nodes.last, case .table = last.kind {
      node = last
    }
    if case .table(let table) = node.kind {
      node.kind = .table(normal(table, shapes, name, &list))
    }
    return node
  }

  /// A list may be written as one text with commas.
  private static func texts(_ node: SettingNode) -> SettingNode {
    guard case .string(let text) = node.kind else { return node }
    var node = node
    let parts = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
    node.kind = .array(
      parts.map { SettingNode(.string(String($0)), source: node.source, span: node.span) })
    return node
  }

  private static func address(
    _ node: SettingNode, _ entry: SettingEntry, _ list: inout DiagnosticList
  ) -> SettingNode {
    list.warning(
      "deprecated-key", "the address of Consul belongs in a block", at: node,
      hint: "write `consul { address = ... }`")
    let table = SettingTable([
      SettingEntry(key: "address", keySpan: entry.keySpan, value: node)
    ])
    return SettingNode(.table(table), source: node.source, span: node.span)
  }
}
