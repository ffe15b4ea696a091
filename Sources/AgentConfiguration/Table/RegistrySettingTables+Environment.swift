extension RegistrySettingTables {
  /// The keys of an `env` registry.
  static let environment: [Setting<RegistrySettings.EnvironmentSettings>] = [
    .text(
      .init(
        "prefix", "text",
        "only variables that begin with it, which is not part of their keys: `APP_`"),
      \.prefix),
    Setting(
      .init(
        "separator", "text", default: "_",
        "stands for `/` in a variable's name; with `__` keys can hold underscores")
    ) { target, node, list in
      if let text = node.filledText("separator", &list) { target.separator = text }
    },
  ]
}
