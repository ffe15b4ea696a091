import DataFormats
import Diagnostics
package import SystemSupport

/// confd's configuration: its command line, its variables, `confd.toml` and the directory of
/// resources.
package struct ConfdSource: Sendable {
  /// Which confd's command line it is.
  package enum Form: Sendable {
    /// The original: `confd -backend consul`.
    case original
    /// The maintained fork: `confd consul`.
    case fork
  }

  /// Which confd's command line it is.
  package let form: Form
  /// The flags as they were given, by their keys.
  package let flags: SettingTable

  /// A configuration with the flags of a command line.
  package init(form: Form, flags: SettingTable) {
    self.form = form
    self.flags = flags
  }

  /// The directory of resources and templates.
  var watchedPaths: [String] {
    guard !isStrict else { return [] }
    var list = DiagnosticList()
    let directory = text("confdir", &list) ?? ConfdOptions().directory
    return [FilePath.joined(directory, "conf.d"), FilePath.joined(directory, "templates")]
  }

  /// Everything but the resources, as far as it can be understood.
  package func options(
    environment: [String: String], from files: FileSystem = .real
  ) -> ConfdOptions {
    var list = DiagnosticList()
    return options(environment, files, &list)
  }

  /// Reads the files and decodes them.
  func read(environment: [String: String], from files: FileSystem) -> ConfigurationReading {
    var list = DiagnosticList()
    let options = options(environment, files, &list)
    let reader = ConfdReader(
      options: options, form: form, environment: environment, files: files)
    var sources: [Source] = []
    let configuration = reader.read(&sources, &list)
    let diagnostics = SecretBlot.clean(list.sorted(by: sources))
    return ConfigurationReading(
      configuration: list.hasErrors ? nil : configuration, diagnostics: diagnostics)
  }

  // MARK: - Layers

  /// Defaults, the file, variables and flags, each stronger than those before. The original
  /// documents this order, but lets its file win over everything; so does `-strict`.
  private func options(
    _ environment: [String: String], _ files: FileSystem, _ list: inout DiagnosticList
  ) -> ConfdOptions {
    var layers = [variables(environment), flags]
    if let file = file(environment, files, &list) {
      layers.insert(file, at: isStrict && form == .original ? layers.count : 0)
    }
    var merged = SettingTable()
    for layer in layers {
      for entry in layer.entries { merged.put(entry) }
    }
    var options = ConfdOptions()
    options.countsDown = form == .fork
    if isStrict, form == .original { options.waitForCommands() }
    for entry in merged.entries {
      ConfdSettingTable.setting(key: entry.key)?.setting.read(&options, entry.value, &list)
    }
    finish(&options, environment)
    return options
  }

  /// Whether everything is as in confd, which only a flag can say.
  private var isStrict: Bool {
    var list = DiagnosticList()
    return flags["strict"]?.value.bool("strict", &list) == true
  }

  private func variables(_ environment: [String: String]) -> SettingTable {
    var table = SettingTable()
    for setting in ConfdSettingTable.all {
      guard let name = setting.variable, let value = environment[name], !value.isEmpty else {
        continue
      }
      // The original knows the variables of certificates only.
      guard form == .fork || setting.key.hasPrefix("client_") else { continue }
      let node = SettingNode(
        bareText: value, name: name, isSecret: setting.description.isSecret)
      table.put(SettingEntry(key: setting.key, keySpan: node.span, value: node))
    }
    return table
  }

  /// `confd.toml`, if it exists.
  private func file(
    _ environment: [String: String], _ files: FileSystem, _ list: inout DiagnosticList
  ) -> SettingTable? {
    let variable = form == .fork ? environment["CONFD_CONFIG_FILE"] : nil
    let path = text("config_file", &list) ?? variable ?? ConfdOptions().file
    guard files.exists(path), let document = ConfdReader.document(path, files, &list) else {
      return nil
    }
    var table = SettingTable()
    for entry in document.entries {
      guard let setting = ConfdSettingTable.setting(key: entry.key) else {
        let keys = ConfdSettingTable.all.map(\.key)
        list.add(
          Diagnostic(
            .warning, code: "unknown-key", "unknown key `\(entry.key)`, which is ignored",
            source: entry.keySource, span: entry.keySpan,
            hint: Suggestion.hint(for: ConfdSetting.normalised(entry.key), among: keys)))
        continue
      }
      table.put(SettingEntry(key: setting.key, keySpan: entry.keySpan, value: entry.value))
    }
    return table
  }

  private func text(_ key: String, _ list: inout DiagnosticList) -> String? {
    flags[key]?.value.text(key, &list)
  }

  /// What holds where nothing was said.
  private func finish(_ options: inout ConfdOptions, _ environment: [String: String]) {
    if options.backend.name.isEmpty { options.backend.name = "etcd" }
    if options.isStrict, form == .original { options.backend.isInsecure = false }
    if options.isStrict, options.backend.name == "consul" {
      options.backend.nodes = Array(options.backend.nodes.prefix(1))
    }
    if options.prefixRule == nil { options.prefixRule = form == .fork ? .join : .replace }
    if form == .original, options.backend.name == "etcd", options.backend.nodes.isEmpty,
      let peers = environment["ETCDCTL_PEERS"], !peers.isEmpty
    {
      options.backend.nodes = peers.split(separator: ",").map(String.init)
    }
  }
}
