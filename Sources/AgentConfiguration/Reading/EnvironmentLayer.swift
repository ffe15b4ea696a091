import Diagnostics

/// The variables `TRIMTAB_…`: each setting has one, named after its path.
struct EnvironmentLayer {
  private let variables: [(name: String, value: String)]

  /// The variables that are ours; those in `other` belong to the command line. An empty variable
  /// counts as absent.
  init(_ environment: [String: String], other: Set<String>) {
    variables =
      environment
      .filter { name, value in
        name.hasPrefix("TRIMTAB_") && !value.isEmpty && !other.contains(name)
      }
      .map { (name: $0.key, value: $0.value) }
      .sorted { $0.name < $1.name }
  }

  /// Sets what the variables say; an unknown one is a warning, since others may use such names.
  func apply(to tree: inout ConfigurationTree, _ list: inout DiagnosticList) {
    guard !variables.isEmpty else { return }
    let paths = EnvironmentLayer.paths(for: tree)
    for (name, value) in variables {
      guard let path = paths[name] else {
        list.add(
          Diagnostic(
            .warning, code: "unknown-variable", "unknown variable `\(name)` in the environment",
            hint: Suggestion.hint(for: name, among: paths.keys.sorted())))
        continue
      }
      let node = SettingNode(
        bareText: value, name: name, isSecret: SettingReference.isSecret(path.last ?? ""))
      tree.set(path, to: node, &list)
    }
  }

  /// The settings by the names of their variables, for the registries, templates and groups there
  /// are and for a registry named like each kind.
  private static func paths(for tree: ConfigurationTree) -> [String: [String]] {
    let kinds = RegistrySettingTables.KindName.allCases.map(\.rawValue)
    let registries = kinds + tree.registries.map(\.key)
    let templates = tree.templates.compactMap(ConfigurationTree.name)
    var paths: [String: [String]] = [:]
    for section in SettingReference.sections {
      let names =
        switch section.path.first {
        case "registry": registries
        case "template": templates
        case "group": tree.groups.map(\.key)
        default: [""]
        }
      for name in names {
        let table = section.path.map { $0 == "NAME" ? name : $0 }
        for setting in section.settings where setting.hasVariable {
          let path = table + [setting.key]
          paths[SettingReference.variable(for: path)] = path
        }
      }
    }
    return paths
  }
}
