import Diagnostics

/// What the flags of consul-template say: the last layer of its configuration.
package struct ConsulTemplateArguments: Sendable {
  private(set) var table = SettingTable()

  /// No flags.
  package init() {}

  /// Sets the key at a path of keys; `flag` is what messages call the place, such as
  /// `-consul-addr`.
  package mutating func set(_ path: [String], to text: String, from flag: String) {
    let isSecret = SettingReference.isSecret(path.last ?? "") || path.last == "username"
    table.set(path[...], to: SettingNode(bareText: text, name: flag, isSecret: isSecret))
  }

  /// Sets a key to a list of one text.
  package mutating func setList(_ path: [String], to text: String, from flag: String) {
    let node = SettingNode(bareText: text, name: flag)
    table.set(path[...], to: list([node], like: node))
  }

  /// Adds a text to the list of a key.
  package mutating func append(_ text: String, to path: [String], from flag: String) {
    let node = SettingNode(bareText: text, name: flag)
    table.set(path[...], to: list(elements(at: path) + [node], like: node))
  }

  /// Adds a template, whose parts are in the order of the flag.
  package mutating func addTemplate(
    _ source: String, _ destination: String?, _ command: String?, from flag: String
  ) {
    let parts = [("source", source), ("destination", destination), ("command", command)]
    let entries = parts.compactMap { key, text in
      text.map {
        let node = SettingNode(bareText: $0, name: flag)
        return SettingEntry(key: key, keySpan: node.span, value: node)
      }
    }
    guard let first = entries.first?.value else { return }
    let block = SettingNode(
      .table(SettingTable(entries)), source: first.source, span: first.span, isBareText: true)
    let all = elements(at: ["template"]) + [block]
    table.set(["template"], to: list(all, like: first))
  }

  private func list(_ nodes: [SettingNode], like node: SettingNode) -> SettingNode {
    SettingNode(.array(nodes), source: node.source, span: node.span, isBareText: true)
  }

  private func elements(at path: [String]) -> [SettingNode] {
    var entry = path.first.flatMap { table[$0] }
    for key in path.dropFirst() {
      guard case .table(let inner) = entry?.value.kind else { return [] }
      entry = inner[key]
    }
    if case .array(let nodes) = entry?.value.kind { return nodes }
    return []
  }
}
