import Diagnostics
import SystemSupport

/// Turns what was read of consul-template's configuration into ours.
struct ConsulTemplateTranslation {
  /// The name of the registry which all its templates ask.
  static let registryName = "consul"

  private let draft: ConsulTemplateDraft
  private let environment: [String: String]
  private let consulTable: SettingTable

  /// A draft, the tables it was read from, and the environment.
  init(_ draft: ConsulTemplateDraft, _ root: SettingTable, environment: [String: String]) {
    self.draft = draft
    self.environment = environment
    if case .table(let table) = root["consul"]?.value.kind {
      consulTable = table
    } else {
      consulTable = SettingTable()
    }
  }

  /// The configuration and what only consul-template has; of use only if no errors were added.
  func translated(
    _ list: inout DiagnosticList
  ) -> (configuration: Configuration, settings: ConsulTemplateSettings) {
    var configuration = Configuration()
    let consul = ConsulTranslation(
      draft.consul, consulTable, maxStale: draft.maxStale, wait: draft.blockQueryWait,
      environment: environment)
    let registry = consul.settings(&list)
    let vault = draft.other["vault"]?.vaultVariables ?? [:]
    let variables = ConsulTranslation.variables(of: registry).merging(vault) { own, _ in own }
    configuration.registries = [
      RegistrySettings(name: ConsulTemplateTranslation.registryName, kind: .consul(registry))
    ]
    configuration.defaultRegistry = ConsulTemplateTranslation.registryName
    configuration.variables = variables
    configuration.deduplication = draft.deduplication
    configuration.exec = exec(variables, &list)
    var settings = draft.settings
    settings.variables = variables
    settings.retry = draft.consul.retry
    // The original means to read these two from its files, and never does.
    if draft.isStrict { (settings.isOnce, settings.isParseOnly) = (false, false) }
    if draft.settings.logLevel == ConsulTemplateSettings().logLevel {
      settings.logLevel = environmentLevel(&list) ?? settings.logLevel
    }
    var drafts: [(draft: TemplateDraft, block: SettingNode)] = []
    for (block, node) in draft.templates {
      guard let resource = resource(block, node, variables, &list) else { continue }
      let isFatal =
        draft.templateErrorFatalForAll ?? block.errorFatal ?? draft.templateErrorFatal ?? true
      if !isFatal {
        settings.tolerated.insert(resource.name)
      }
      configuration.resources.append(resource)
      var place = TemplateDraft()
      place.destinationPath = block.destination.isEmpty ? nil : block.destination
      place.destination = block.destinationNode
      drafts.append((place, node))
    }
    DuplicateTemplates.find(drafts, &list)
    return (configuration, settings)
  }

  private func environmentLevel(_ list: inout DiagnosticList) -> String? {
    let names = ["CT_LOG", "CONSUL_TEMPLATE_LOG", "CONSUL_TEMPLATE_LOG_LEVEL"]
    guard let name = names.first(where: { environment[$0]?.isEmpty == false }),
      let text = environment[name]
    else { return nil }
    let levels = ConsulTemplateTables.logLevels
    if !levels.contains(text.uppercased()) {
      list.error(
        "invalid-value",
        "expected one of \(levels.map { "`\($0)`" }.joined(separator: ", ")), found `\(text)`",
        at: SettingNode(bareText: text, name: name))
    }
    return text.uppercased()
  }

  // MARK: - Templates

  private func resource(
    _ block: ConsulTemplateBlock, _ node: SettingNode, _ variables: [String: Secret],
    _ list: inout DiagnosticList
  ) -> ResourceSettings? {
    let template: ResourceSettings.TemplateSource
    switch (block.source.isEmpty, block.contents.isEmpty) {
    case (false, true): template = .file(block.source)
    case (true, false): template = .inline(block.contents)
    case (true, true):
      list.error("missing-key", "this template needs a `source` or `contents`", at: node)
      return nil
    case (false, false):
      list.error(
        "contradiction", "a template has either `source` or `contents`, not both", at: node)
      return nil
    }
    let name = [block.destination, block.source, "contents"].first { !$0.isEmpty }
    var resource = ResourceSettings(
      name: name ?? "contents", template: template, destination: destination(of: block))
    resource.registry = ConsulTemplateTranslation.registryName
    resource.delimiters.left = block.leftDelimiter ?? draft.leftDelimiter ?? "{{"
    resource.delimiters.right = block.rightDelimiter ?? draft.rightDelimiter ?? "}}"
    resource.missingKey = block.failsOnMissingKey ? .error : .zero
    resource.quiescence = block.wait ?? draft.wait
    resource.deniedFunctions = block.deniedFunctions
    resource.sandbox = block.sandbox.isEmpty ? nil : block.sandbox
    resource.apply = apply(block, variables)
    resource.origin = node.origin
    return resource
  }

  private func destination(of block: ConsulTemplateBlock) -> DestinationSettings? {
    guard !block.destination.isEmpty else { return nil }
    var settings = DestinationSettings(path: block.destination)
    settings.mode = block.mode
    settings.owner = block.user.isEmpty ? block.userNumber.map { String($0) } : block.user
    settings.group = block.group.isEmpty ? block.groupNumber.map { String($0) } : block.group
    settings.backups = block.keepsBackup ? 1 : 0
    settings.createsDirectories = block.createsDirectories
    settings.drift = draft.isStrict ? .replacedForOwner : .repaired
    settings.replacesLink = draft.isStrict
    return settings
  }

  /// The template's command, then the program of all is told.
  private func apply(
    _ block: ConsulTemplateBlock, _ variables: [String: Secret]
  ) -> ApplySettings {
    let tellsProgram = draft.exec.command != nil && !draft.exec.isSilent
    let program: ApplySettings = tellsProgram ? .exec : .nothing
    guard let line = block.exec.command ?? block.command else { return program }
    let timeout = block.exec.timeout ?? block.commandTimeout ?? .seconds(30)
    var command = CommandSettings(line, timeout: timeout)
    if timeout == .zero {
      // Nobody waits for such a command, and its status is nobody's.
      command = CommandSettings(.shell("{ \(line.shellText)\n} &"))
    }
    command.sharesDescriptors = true
    command.environment = block.exec.environment
    command.environment.granted = variables
    return tellsProgram ? .both(.command(command), then: .exec) : .command(command)
  }

  // MARK: - The program of all

  private func exec(
    _ variables: [String: Secret], _ list: inout DiagnosticList
  ) -> ExecSettings? {
    guard let command = draft.exec.command else { return nil }
    if let node = draft.exec.timeoutNode, draft.exec.timeout != .zero {
      list.warning(
        "no-effect", "`timeout` has no effect on a program that runs for ever", at: node)
    }
    var settings = ExecSettings()
    settings.command = command
    settings.reloadSignal = draft.exec.reloadSignal
    settings.killSignal = draft.exec.killSignal ?? .interrupt
    settings.killTimeout = draft.exec.killTimeout ?? .seconds(30)
    settings.splay = draft.exec.splay
    // Signals are its own business, and all that it does not take are handed on.
    settings.forwarded = []
    settings.environment = draft.exec.environment
    settings.environment.granted = variables
    return settings
  }
}

extension CommandLineText {
  /// The text for a shell that does the same.
  fileprivate var shellText: String {
    switch self {
    case .shell(let text): text
    case .arguments(let words):
      words.map {
        "'"
          + $0.split(separator: "'", omittingEmptySubsequences: false)
          .joined(separator: "'\\''") + "'"
      }.joined(separator: " ")
    }
  }
}
