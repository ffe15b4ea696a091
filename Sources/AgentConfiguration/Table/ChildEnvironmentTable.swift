/// The settings of the tables that say which variables commands get.
enum ChildEnvironmentTable {
  /// The keys of such a table.
  static let all: [Setting<ChildEnvironmentSettings>] = [
    .bool(
      .init(
        "pristine", "boolean", default: "false", "whether none of Trimtab's variables are given"),
      \.isPristine),
    texts("allowlist", "patterns of the variables that are given; all when empty", \.allowed),
    texts(
      "denylist", "patterns of the variables that are not given, even if allowed", \.denied),
    Setting(
      .init(
        "custom", "array of NAME=VALUE", "variables that are given in any case",
        hasVariable: false)
    ) { target, node, list in
      guard let texts = node.texts("custom", &list) else { return }
      for text in texts where text.hasPrefix("=") || !text.contains("=") {
        list.error(
          "invalid-value", "expected `NAME=VALUE` in `custom`, found `\(text)`", at: node)
      }
      target.additions = texts
    },
  ]

  private static func texts(
    _ key: String, _ help: String,
    _ place: any WritableKeyPath<ChildEnvironmentSettings, [String]> & Sendable
  ) -> Setting<ChildEnvironmentSettings> {
    Setting(.init(key, "array of patterns", help, hasVariable: false)) { target, node, list in
      if let texts = node.texts(key, &list) { target[keyPath: place] = texts }
    }
  }

  /// The settings of a table, which messages name `name`; nil after adding an error.
  static func read(
    _ node: SettingNode, _ name: String, _ list: inout DiagnosticList
  ) -> ChildEnvironmentSettings? {
    guard case .table(let table) = node.kind else {
      node.expected("a table", for: "env", &list)
      return nil
    }
    var settings = ChildEnvironmentSettings()
    TableReader(name, all).read(table, into: &settings, &list)
    return settings
  }
}
