/// All settings, for the help, the manual page and the names of variables.
package enum SettingReference {
  /// A table of the configuration and its settings.
  package struct Section: Sendable {
    /// The heading in a file, such as `[log]`; empty for the top of the file.
    package let heading: String
    /// The path that leads to a setting, such as `log`; `NAME` stands for a chosen name.
    package let path: [String]
    /// The settings.
    package let settings: [SettingDescription]
  }

  /// The tables in the order of the reference.
  package static let sections: [Section] = [
    Section(heading: "", path: [], settings: AgentSettings.root.map(\.description)),
    Section(heading: "[log]", path: ["log"], settings: AgentSettings.log.map(\.description)),
    Section(heading: "[exec]", path: ["exec"], settings: ExecSettingTable.all.map(\.description)),
    Section(
      heading: "[exec.env]", path: ["exec", "env"],
      settings: ChildEnvironmentTable.all.map(\.description)),
    Section(
      heading: "[control]", path: ["control"],
      settings: ControlSettingTable.all.map(\.description)),
    Section(
      heading: "[deduplicate]", path: ["deduplicate"],
      settings: DeduplicationSettingTable.all.map(\.description)),
    Section(
      heading: "[registry.NAME]", path: ["registry", "NAME"],
      settings: [RegistrySettingTables.common]),
    Section(
      heading: "[registry.NAME.services]", path: ["registry", "NAME", "services"],
      settings: RegistrySettingTables.services.map(\.description).filter { $0.key != "fields" }),
    Section(
      heading: "[registry.NAME.services.fields]",
      path: ["registry", "NAME", "services", "fields"],
      settings: RegistrySettingTables.serviceFields.map(\.description)),
    Section(
      heading: "[registry.NAME] with kind = \"consul\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.consul.map(\.description).filter { $0.key != "tls" }),
    Section(
      heading: "[registry.NAME] with kind = \"env\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.environment.map(\.description)),
    Section(
      heading: "[registry.NAME] with kind = \"etcd\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.etcd.map(\.description).filter { $0.key != "tls" }),
    Section(
      heading: "[registry.NAME] with kind = \"etcd2\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.etcdV2.map(\.description).filter { $0.key != "tls" }),
    Section(
      heading: "[registry.NAME.tls] with kind = \"consul\", \"etcd\" or \"etcd2\"",
      path: ["registry", "NAME", "tls"], settings: RegistrySettingTables.tlsDescriptions),
    Section(
      heading: "[registry.NAME] with kind = \"file\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.file.map(\.description)),
    Section(
      heading: "[registry.NAME] with kind = \"redis\"", path: ["registry", "NAME"],
      settings: RegistrySettingTables.redis.map(\.description)),
    Section(
      heading: "[[template]]", path: ["template", "NAME"],
      settings: TemplateSettings.all.map(\.description)),
    Section(
      heading: "[group.NAME]", path: ["group", "NAME"],
      settings: GroupDraft.settings.map(\.description)),
    Section(
      heading: "[template.env]", path: ["template", "NAME", "env"],
      settings: ChildEnvironmentTable.all.map(\.description)),
    Section(
      heading: "[template.guard]", path: ["template", "NAME", "guard"],
      settings: GuardSettingTable.limits.map(\.description) + [GuardSettingTable.query]),
    Section(
      heading: "[template.haproxy] with apply = \"haproxy\"",
      path: ["template", "NAME", "haproxy"],
      settings: HAProxySettingTable.all.map(\.description)),
    Section(
      heading: "[template.nginx] with apply = \"nginx\"", path: ["template", "NAME", "nginx"],
      settings: NginxSettingTable.all.map(\.description)),
  ]

  /// The description of a setting by its path, with the real names or `NAME`.
  package static func description(of path: [String]) -> SettingDescription? {
    guard let key = path.last else { return nil }
    for section in sections where section.path.count == path.count - 1 {
      let fits = zip(section.path, path).allSatisfy { $0 == $1 || $0 == "NAME" }
      if fits, let found = section.settings.first(where: { $0.key == key }) { return found }
    }
    return nil
  }

  /// The variable of the environment that sets a setting: `TRIMTAB_LOG_LEVEL`.
  package static func variable(for path: [String]) -> String {
    "TRIMTAB_" + path.map(variablePart).joined(separator: "_")
  }

  /// A key or name as it stands in a variable: upper case, with `_` for what is no letter or digit.
  static func variablePart(_ name: String) -> String {
    String(
      decoding: name.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: UInt8(ascii: "_")
        }
      }, as: UTF8.self)
  }

  /// Whether a setting with this key holds a secret.
  package static func isSecret(_ key: String) -> Bool { secretKeys.contains(key) }

  /// The keys whose values must not be shown.
  static let secretKeys = Set(sections.flatMap(\.settings).filter(\.isSecret).map(\.key))
}
