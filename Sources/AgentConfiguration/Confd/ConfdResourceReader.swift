import Diagnostics
import SystemSupport

/// Reads the file of one resource.
struct ConfdResourceReader {
  let options: ConfdOptions
  let path: String
  let source: Source

  /// A resource, where its destination was written, and its own backend if it has one.
  struct Result {
    let resource: ResourceSettings
    let destination: SettingNode
    let backend: SettingEntry?
  }

  /// The resource, or nil after adding errors.
  func read(_ entries: [SettingEntry], _ list: inout DiagnosticList) -> Result? {
    var template: SettingEntry?
    var backend: SettingEntry?
    for entry in entries {
      switch entry.key.lowercased() {
      case "template": template = entry
      case "backend": backend = entry
      default: warn(of: entry, among: ["template", "backend"], &list)
      }
    }
    guard let template else {
      list.add(
        Diagnostic(code: "missing-key", "expected a table `[template]`", source: source))
      return nil
    }
    guard case .table(let table) = template.value.kind else {
      template.value.expected("a table", for: "template", &list)
      return nil
    }
    var draft = ConfdResourceDraft()
    for entry in table.entries {
      let key = entry.key.lowercased()
      if key == "backend" {
        backend = entry
      } else if let setting = ConfdResourceDraft.settings.first(where: { $0.key == key }) {
        setting.read(&draft, entry.value, &list)
      } else {
        warn(of: entry, among: ConfdResourceDraft.settings.map(\.key), &list)
      }
    }
    guard let destination = complete(draft, template, &list) else { return nil }
    var resource = resource(draft, template)
    resource.format = format(draft, &list)
    return Result(resource: resource, destination: destination, backend: backend)
  }

  /// What confd does not know it ignores.
  private func warn(of entry: SettingEntry, among keys: [String], _ list: inout DiagnosticList) {
    list.add(
      Diagnostic(
        .warning, code: "unknown-key", "unknown key `\(entry.key)`, which is ignored",
        source: entry.keySource, span: entry.keySpan,
        hint: Suggestion.hint(for: entry.key.lowercased(), among: keys)))
  }

  /// Where the destination is written, if nothing that must be there is missing.
  private func complete(
    _ draft: ConfdResourceDraft, _ template: SettingEntry, _ list: inout DiagnosticList
  ) -> SettingNode? {
    var isComplete = true
    for (key, node, text) in [
      ("src", draft.source, draft.sourcePath), ("dest", draft.destination, draft.destinationPath),
    ] where text.isEmpty {
      isComplete = false
      if let node, case .string = node.kind {
        list.error("invalid-value", "`\(key)` must not be empty", at: node)
      } else if node == nil {
        list.error("missing-key", "this resource needs a `\(key)`", atKey: template)
      }
    }
    return isComplete ? draft.destination : nil
  }

  private func format(
    _ draft: ConfdResourceDraft, _ list: inout DiagnosticList
  ) -> ResourceSettings.Format? {
    guard let node = draft.format, node.text("output_format", &list)?.isEmpty == false else {
      return nil
    }
    if case .string("yml") = node.kind { return .yaml }
    if case .string("xml") = node.kind {
      list.error(
        "unsupported", "files in XML are not judged", at: node,
        hint: "judge the file by a `check_cmd`, such as `xmllint --noout {{.src}}`")
      return nil
    }
    let words = ResourceSettings.Format.allCases.map(\.rawValue)
    return node.word("output_format", among: words, &list)
      .flatMap { ResourceSettings.Format(rawValue: $0) }
  }

  private func resource(
    _ draft: ConfdResourceDraft, _ template: SettingEntry
  ) -> ResourceSettings {
    let directory = FilePath.joined(options.directory, "templates")
    let file = FilePath.joined(directory, String(draft.sourcePath.drop { $0 == "/" }))
    var resource = ResourceSettings(
      name: draft.destinationPath, template: .file(file), destination: destination(draft))
    resource.functions = .confd
    resource.includeDirectory = directory
    resource.missingKey = .default
    resource.keys.paths = draft.keys
    resource.keys.prefix = prefix(draft.prefix)
    resource.keys.listsRoot = options.listsRoot
    resource.keys.countsDown = options.countsDown
    resource.keys.secretKeyring = options.secretKeyring.isEmpty ? nil : options.secretKeyring
    resource.isDryRun = options.mode.isNoop
    resource.origin = .init(source: template.keySource, span: template.keySpan)
    if !options.mode.syncsOnly, !resource.isDryRun { setCommands(of: &resource, draft) }
    if let settle = draft.debounce ?? options.debounce ?? options.batchInterval {
      let latest = options.batchInterval ?? settle * 4
      resource.quiescence = .init(minimum: settle, maximum: latest)
    }
    return resource
  }

  private func destination(_ draft: ConfdResourceDraft) -> DestinationSettings {
    var settings = DestinationSettings(path: draft.destinationPath)
    settings.mode = draft.mode
    settings.owner = account(draft.user, draft.userName, Accounts.effectiveUser)
    settings.group = account(draft.group, draft.groupName, Accounts.effectiveGroup)
    settings.createsDirectories = false
    settings.keepsStage = options.mode.keepsStage
    settings.stageName = .plain
    settings.drift = options.isStrict ? .replaced : .repaired
    settings.replacesLink = options.isStrict
    return settings
  }

  private func account(_ number: Int64, _ name: String, _ own: UInt32) -> String {
    number >= 0 ? String(number) : name.isEmpty ? String(own) : name
  }

  private func prefix(_ own: String) -> String {
    let isReplaced = options.prefixRule != .join && !options.prefix.isEmpty
    return FilePath.normalized("/\(options.prefix)/\(isReplaced ? "" : own)")
  }

  private func setCommands(of resource: inout ResourceSettings, _ draft: ConfdResourceDraft) {
    if !draft.check.isEmpty {
      resource.check = CommandSettings(
        .shell(draft.check), timeout: draft.checkTimeout ?? options.checkTimeout)
    }
    guard !draft.reload.isEmpty else { return }
    var reload = CommandSettings(
      .shell(draft.reload), timeout: draft.reloadTimeout ?? options.reloadTimeout)
    reload.isRetried = !options.isStrict
    resource.apply = .command(reload)
    if let interval = draft.reloadInterval {
      var spacing = ReloadSpacing()
      spacing.interval = interval
      resource.apply = .spaced(resource.apply, spacing)
    }
  }
}
