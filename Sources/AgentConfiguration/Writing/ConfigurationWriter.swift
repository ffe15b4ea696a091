import SystemSupport

/// Writes a configuration as text of the native form, so that reading it gives the same
/// configuration again.
///
/// What holds by default is left out, and so are secrets: where one was configured, a comment says
/// how to give it. `.replay` registries and templates without a destination cannot be written.
package struct ConfigurationWriter {
  private var text = NativeText()
  private let notes: Notes

  /// What a person is told in comments.
  package struct Notes: Sendable {
    /// At the top.
    package var top: [String] = []
    /// Above the templates, by their names.
    package var templates: [String: [String]] = [:]

    /// No comments.
    package init() {}
  }

  /// The text of a configuration.
  package static func text(of configuration: Configuration, notes: Notes = Notes()) -> String {
    var writer = ConfigurationWriter(notes: notes)
    writer.write(configuration)
    return writer.text.text
  }

  private init(notes: Notes) { self.notes = notes }

  private mutating func write(_ configuration: Configuration) {
    for note in notes.top { text.comment(note) }
    text.separate()
    let usual = Configuration()
    let names = configuration.registries.map(\.name)
    if configuration.registries.count != 1 || names.first != configuration.defaultRegistry {
      text.entry("default_registry", configuration.defaultRegistry)
    }
    text.entry("state_dir", configuration.stateDirectory)
    text.entry("cache_dir", configuration.cacheDirectory)
    text.entry("cache_secrets", configuration.cachesSecrets, default: false)
    text.entry("cache_redact", configuration.cacheRedactions)
    text.entry("resync", configuration.resync, default: usual.resync)
    writeLog(configuration.log)
    writeControl(configuration.control)
    if let deduplication = configuration.deduplication { write(deduplication) }
    for registry in configuration.registries { RegistryWriter.write(registry, to: &text) }
    if let exec = configuration.exec { ExecWriter.write(exec, to: &text) }
    writeGroups(configuration.resources)
    for resource in configuration.resources { write(resource, of: configuration) }
  }

  private mutating func writeLog(_ log: LogSettings) {
    let usual = LogSettings()
    guard log.level != usual.level || log.format != usual.format else { return }
    text.table(["log"])
    text.entry("level", log.level.name, default: usual.level.name)
    text.entry("format", log.format.rawValue, default: usual.format.rawValue)
  }

  private mutating func writeControl(_ control: ControlSettings) {
    guard control != ControlSettings() else { return }
    text.table(["control"])
    text.entry("socket", control.socket)
    text.entry("metrics_address", control.metricsAddress)
  }

  private mutating func write(_ settings: DeduplicationSettings) {
    let usual = DeduplicationSettings()
    text.table(["deduplicate"])
    text.entry("registry", settings.registry)
    text.entry("prefix", settings.prefix, default: usual.prefix)
    text.entry("ttl", settings.ttl, default: usual.ttl)
    text.entry("max_stale", settings.maxStale, default: usual.maxStale)
    text.entry("stale_after", settings.staleAfter, default: usual.staleAfter)
    text.entry("share_secrets", settings.sharesSecrets, default: usual.sharesSecrets)
  }

  /// What the members of a group share is written once.
  private mutating func writeGroups(_ resources: [ResourceSettings]) {
    var written: Set<String> = []
    for resource in resources {
      guard let group = resource.group, written.insert(group.name).inserted else { continue }
      let main = resources.first {
        $0.group?.name == group.name && $0.destination?.path == group.main
      }
      text.table(["group", group.name])
      if let main { text.entry("main", main.name) }
      ResourceWriter.writeCommands(
        check: group.check, apply: resource.apply, group.main, to: &text)
    }
  }

  private mutating func write(_ resource: ResourceSettings, of configuration: Configuration) {
    text.introduce(notes.templates[resource.name] ?? [])
    ResourceWriter.write(resource, hasProgram: configuration.exec != nil, to: &text)
  }
}
