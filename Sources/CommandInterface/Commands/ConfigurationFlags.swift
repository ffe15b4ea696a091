package import AgentConfiguration
import DataFormats
import Diagnostics

/// Turns the flags about the configuration into a request for it.
package enum ConfigurationFlags {
  /// The request of a command line.
  package static func request(
    _ invocation: Invocation, environment: [String: String]
  ) throws(UsageError) -> ConfigurationRequest {
    var overrides = ConfigurationOverrides()
    overrides.otherVariables = FlagTable.ownVariables
    for occurrence in invocation.occurrences {
      try apply(occurrence, to: &overrides)
    }
    try addTemplates(of: invocation, to: &overrides)
    var paths = invocation.values(.config)
    if invocation.command == .run {
      overrides.setCommand(invocation.operands)
    } else {
      paths += invocation.operands
    }
    if paths.isEmpty, let variable = environment["TRIMTAB_CONFIG"] {
      paths = variable.split(separator: ":").map(String.init)
    }
    var request = ConfigurationRequest(
      paths: paths, environment: environment, overrides: overrides)
    request.foreign = try ForeignFlags.configuration(of: invocation)
    return request
  }

  private static func apply(
    _ occurrence: Invocation.Occurrence, to overrides: inout ConfigurationOverrides
  ) throws(UsageError) {
    let flag = occurrence.flag
    if flag.name == .set {
      try set(occurrence.value, in: &overrides)
      return
    }
    guard let path = flag.setting else { return }
    if path[0] == "registry" {
      overrides.setRegistry(
        kind: path[1], key: path[2], to: occurrence.value, from: flag.title)
    } else {
      overrides.set(path, to: occurrence.value, from: flag.title)
    }
  }

  /// `--set KEY=VALUE`.
  private static func set(
    _ text: String, in overrides: inout ConfigurationOverrides
  ) throws(UsageError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw UsageError("expected `KEY=VALUE` for `--set`, found `\(text)`")
    }
    let path = keys(text[..<equals])
    guard !path.contains("") else {
      throw UsageError("expected `KEY=VALUE` for `--set`, found an empty key")
    }
    let value = String(text[text.index(after: equals)...])
    guard let first = value.first, "\"'[{".contains(first) else {
      overrides.set(path, to: value, from: "--set")
      return
    }
    let source = Source(name: "--set", text: "value = \(value)")
    do throws(DiagnosticError) {
      let document = try TOMLReader.document(source)
      guard let node = document["value"] else { return }
      overrides.set(path, to: SettingNode(node, source: source))
    } catch {
      let reason = error.diagnostics[0].message
      throw UsageError("`--set \(path.joined(separator: "."))` is not TOML: \(reason)")
    }
  }

  /// The keys of a path: parted by dots; the name of a template is everything between `template.`
  /// and the last dot.
  private static func keys(_ text: Substring) -> [String] {
    let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.first == "template", keys.count > 3, let last = keys.last else { return keys }
    return ["template", keys[1..<(keys.count - 1)].joined(separator: "."), last]
  }

  /// `--template IN:OUT[:RELOAD]` with what the other flags say about each.
  private static func addTemplates(
    of invocation: Invocation, to overrides: inout ConfigurationOverrides
  ) throws(UsageError) {
    let common: [(flag: Flag.Name, key: String)] = [
      (.checkCommand, "check"), (.reloadCommand, "reload"), (.wait, "wait"),
    ]
    let templates = invocation.values(.template)
    for (name, key) in common where templates.isEmpty && invocation.value(name) != nil {
      throw UsageError(
        "`--\(key)` is about templates of `--template`, and there is none",
        hint: "override a template of the configuration by `--set template.NAME.\(key)=...`")
    }
    for text in templates {
      let parts = try TemplateArgument.parts(text)
      var settings = [("source", SettingNode(bareText: parts.source, name: "--template"))]
      if let destination = parts.destination {
        settings.append(("destination", SettingNode(bareText: destination, name: "--template")))
      }
      for (name, key) in common where !(key == "reload" && parts.reload != nil) {
        if let value = invocation.value(name) {
          settings.append((key, SettingNode(bareText: value, name: "--\(key)")))
        }
      }
      if let reload = parts.reload {
        settings.append(("reload", SettingNode(bareText: reload, name: "--template")))
      }
      overrides.addTemplate(
        settings.map { (key: $0.0, value: $0.1) }, text: text, from: "--template")
    }
  }
}
