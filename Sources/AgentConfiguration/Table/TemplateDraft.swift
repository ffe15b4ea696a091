import Diagnostics

/// What `apply` knows.
enum Balancer: String, Sendable, CaseIterable {
  case haproxy, nginx, exec
  case nobody = "none"
}

/// A `[[template]]` block while it is read: what was written, before the combinations are judged.
struct TemplateDraft {
  var name: String?
  var source: String?
  var contents: String?
  var destination: SettingNode?
  var destinationPath: String?
  var mode: UInt32?
  var user: String?
  var group: String?
  var backups = 0
  var createsDirectories = true
  var format: ResourceSettings.Format?
  /// `format`, where it was written.
  var formatNode: SettingNode?
  var check: CommandLineText?
  var checkTimeout: Duration = .seconds(30)
  var reload: CommandLineText?
  var reloadTimeout: Duration = .seconds(60)
  var environment: ChildEnvironmentSettings?
  var environmentTable: SettingNode?
  var signal: SettingNode?
  var signalTarget: ApplySettings?
  var inGroup: SettingNode?
  var groupName: String?
  var apply: SettingNode?
  /// Whether there is a program to tell of changes.
  var hasProgram = false
  var balancer: Balancer?
  var spacing: ReloadSpacing?
  var haproxy: HAProxyApplySettings?
  var haproxyTable: SettingNode?
  var plausibility: GuardSettings?
  var nginx: NginxApplySettings?
  var nginxTable: SettingNode?
  var quiescence: ResourceSettings.Quiescence?
  var registry: SettingNode?
  var registryName: String?
  var leftDelimiter: String?
  var rightDelimiter: String?
  var missingKey: ResourceSettings.MissingKey = .zero
  var functions: ResourceSettings.Dialect = .consul
  var deniedFunctions: [String] = []
  var sandbox: String?
  var includeDirectory: String?
  var keys = ResourceSettings.KeySpaceSettings()
  /// One of the settings of `keys`, where it was written.
  var keySetting: SettingNode?

  /// The finished block, or nil after adding errors about what is missing or contradictory. A block
  /// from a flag may lack a destination: `render --stdout` prints it.
  func finished(from block: SettingNode, _ list: inout DiagnosticList) -> ResourceSettings? {
    guard let template = template(in: block, &list) else { return nil }
    if destination == nil, !block.isBareText {
      list.error("missing-key", "this template needs a `destination`", at: block)
      return nil
    }
    var resource = ResourceSettings(
      name: name ?? destinationPath ?? source ?? "contents", template: template,
      destination: destinationPath.map(destinationSettings))
    setCommands(of: &resource, &list)
    refuseFormat(resource.apply, &list)
    resource.plausibility = plausibility
    resource.quiescence = quiescence
    resource.registry = registryName
    if let leftDelimiter { resource.delimiters.left = leftDelimiter }
    if let rightDelimiter { resource.delimiters.right = rightDelimiter }
    resource.missingKey = missingKey
    resource.functions = functions
    resource.offersDialects = true
    resource.deniedFunctions = deniedFunctions
    resource.sandbox = sandbox
    resource.includeDirectory = includeDirectory
    resource.keys = keys
    resource.format = format
    if let keySetting, functions != .confd {
      list.error(
        "contradiction", "keys are chosen for templates with `functions = \"confd\"`",
        at: keySetting)
    }
    resource.origin = block.origin
    return resource
  }

  /// Whether it says how to apply by itself.
  var hasApply: Bool { reload != nil || signal != nil || apply != nil }

  /// nginx judges its files together, and knows only one language.
  func refuseFormat(_ apply: ApplySettings, _ list: inout DiagnosticList) {
    guard let formatNode, case .nginx = apply.unspaced else { return }
    list.error(
      "contradiction", "a file of nginx's configuration has no `format`", at: formatNode)
  }

  /// Sets how the file is checked and applied.
  func setCommands(of resource: inout ResourceSettings, _ list: inout DiagnosticList) {
    resource.check = check.map { CommandSettings($0, timeout: checkTimeout) }
    setApply(of: &resource, &list)
    if let environment { resource.check?.environment = environment }
    if let environmentTable, check == nil, reload == nil {
      list.error(
        "missing-key", "`env` is for a `check` or `reload`, and there is none",
        at: environmentTable)
    }
    if let spacing = spacing ?? resource.apply.usualSpacing, resource.apply != .nothing {
      resource.apply = .spaced(resource.apply, spacing)
    }
  }

  private func setApply(of resource: inout ResourceSettings, _ list: inout DiagnosticList) {
    if let signal, reload != nil || apply != nil {
      let other = apply == nil ? "reload" : "apply"
      list.error(
        "contradiction", "a template has either `\(other)` or `signal`, not both", at: signal)
    }
    for (table, owner) in [(haproxyTable, Balancer.haproxy), (nginxTable, .nginx)] {
      guard let table, balancer != owner else { continue }
      list.error(
        "missing-key", "`\(owner)` is for templates with `apply = \"\(owner)\"`", at: table)
    }
    switch balancer {
    case .nginx:
      var settings = nginx ?? NginxApplySettings()
      settings.reload = reload
      settings.reloadTimeout = reloadTimeout
      settings.reloadEnvironment = reloadEnvironment
      settings.checkTimeout = checkTimeout
      resource.apply = .nginx(settings)
      return
    case .haproxy:
      var settings = haproxy ?? HAProxyApplySettings()
      settings.configuration = settings.configuration ?? destinationPath
      settings.reload = reload
      settings.reloadTimeout = reloadTimeout
      settings.reloadEnvironment = reloadEnvironment
      resource.apply = .haproxy(settings)
      if check == nil, settings.configuration == destinationPath {
        let words = [settings.binary, "-c", "-q", "-f", "{{.src}}"]
        resource.check = CommandSettings(.arguments(words), timeout: checkTimeout)
      }
      return
    case .exec:
      resource.apply = command.map { .both($0, then: .exec) } ?? .exec
      if let apply, !hasProgram {
        list.error(
          "missing-key", "`apply = \"exec\"` needs a program to tell", at: apply,
          hint: "add a table `[exec]` with a `command`")
      }
      return
    case .nobody:
      if let apply, reload != nil {
        list.error(
          "contradiction", "a template has either `reload` or `apply = \"none\"`, not both",
          at: apply)
      }
    case nil:
      resource.apply = command ?? signalTarget ?? (hasProgram ? .exec : .nothing)
    }
  }

  private var reloadEnvironment: ChildEnvironmentSettings {
    environment ?? ChildEnvironmentSettings()
  }

  /// What `reload` alone means.
  private var command: ApplySettings? {
    reload.map { line in
      var settings = CommandSettings(line, timeout: reloadTimeout)
      settings.environment = reloadEnvironment
      return .command(settings)
    }
  }

  private func template(
    in block: SettingNode, _ list: inout DiagnosticList
  ) -> ResourceSettings.TemplateSource? {
    guard case .table(let table) = block.kind else { return nil }
    switch (source, contents) {
    case (nil, nil) where table["source"] != nil || table["contents"] != nil: return nil
    case (let source?, nil): return .file(source)
    case (nil, let contents?): return .inline(contents)
    case (nil, nil):
      list.error(
        "missing-key", "this template needs a `source`", at: block,
        hint: "write `source = \"FILE\"`, or the template itself as `contents`")
      return nil
    case (_?, _?):
      list.error(
        "contradiction", "a template has either `source` or `contents`, not both", at: block)
      return nil
    }
  }

  private func destinationSettings(_ path: String) -> DestinationSettings {
    var settings = DestinationSettings(path: path)
    settings.mode = mode
    settings.owner = user
    settings.group = group
    settings.backups = backups
    settings.createsDirectories = createsDirectories
    return settings
  }
}

extension ApplySettings {
  /// Old workers live on until their clients are gone, so that quick reloads pile up.
  var usualSpacing: ReloadSpacing? {
    switch self {
    case .haproxy, .nginx:
      var spacing = ReloadSpacing()
      spacing.interval = .seconds(5)
      spacing.burst = 3
      return spacing
    case .nothing, .command, .signal, .exec, .both, .spaced: return nil
    }
  }
}
