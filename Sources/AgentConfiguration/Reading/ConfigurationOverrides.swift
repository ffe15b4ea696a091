import Diagnostics

/// What flags say; it wins over the environment and files.
package struct ConfigurationOverrides: Sendable {
  /// One value and what it is for.
  struct Item {
    enum Target {
      /// A path of keys, such as `log`, `level`.
      case setting([String])
      /// A key of the one registry of a kind, which is made if there is none.
      case registry(kind: String, key: String)
    }

    let target: Target
    let value: SettingNode

    /// Whether it is about registries and templates, and not about the agent.
    var isAboutTemplates: Bool {
      switch target {
      case .registry: true
      case .setting(let path):
        ["registry", "default_registry", "template", "group", "exec"].contains(path.first)
      }
    }
  }

  private(set) var items: [Item] = []
  private(set) var templates: [SettingNode] = []
  /// Variables `TRIMTAB_…` that mean something to the command line and are none of our business.
  package var otherVariables: Set<String> = []

  /// No flags.
  package init() {}

  /// Sets the setting at a path of keys; `name` is what messages call the place, such as
  /// `--log-level`.
  package mutating func set(_ path: [String], to text: String, from name: String) {
    let value = SettingNode(
      bareText: text, name: name, isSecret: SettingReference.isSecret(path.last ?? ""))
    items.append(Item(target: .setting(path), value: value))
  }

  /// Sets the setting at a path of keys to a value that was parsed already.
  package mutating func set(_ path: [String], to value: SettingNode) {
    items.append(Item(target: .setting(path), value: value))
  }

  /// Sets the program of `[exec]` to the words of a command line; none leaves it as it is.
  package mutating func setCommand(_ words: [String]) {
    guard !words.isEmpty else { return }
    let source = Source(name: "--", text: words.joined(separator: " "))
    let span = Span(0, source.text.count)
    let nodes = words.map {
      SettingNode(.string($0), source: source, span: span, isBareText: true)
    }
    let value = SettingNode(.array(nodes), source: source, span: span, isBareText: true)
    items.append(Item(target: .setting(["exec", "command"]), value: value))
  }

  /// Sets a key of the one registry of a kind, or of a new registry with the kind's name.
  package mutating func setRegistry(
    kind: String, key: String, to text: String, from name: String
  ) {
    let value = SettingNode(bareText: text, name: name, isSecret: SettingReference.isSecret(key))
    items.append(Item(target: .registry(kind: kind, key: key), value: value))
  }

  /// Adds a template with its settings by key; `name` is the flag, `text` what followed it.
  package mutating func addTemplate(
    _ settings: [(key: String, value: SettingNode)], text: String, from name: String
  ) {
    let source = Source(name: name, text: text)
    let table = SettingTable(
      settings.map { SettingEntry(key: $0.key, keySpan: $0.value.span, value: $0.value) })
    templates.append(
      SettingNode(
        .table(table), source: source, span: Span(0, source.text.count), isBareText: true))
  }

  /// Whether flags define templates of their own.
  package var hasTemplates: Bool { !templates.isEmpty }
}
