import AgentConfiguration
import SystemSupport

/// Makes a configuration of our own of confd's: what only confd has is left out, and comments say
/// what gets better.
struct ConfdMigration {
  /// Our own configuration.
  private(set) var configuration: Configuration
  /// The comments.
  private(set) var notes = ConfigurationWriter.Notes()

  /// Of what confd's files say.
  init(_ configuration: Configuration, _ options: ConfdOptions) {
    self.configuration = configuration
    self.configuration.log = LogSettings()
    self.configuration.registries = configuration.registries.map(ConfdMigration.plain)
    self.configuration.resources = configuration.resources.map { resource in
      ConfdMigration.plain(resource, in: configuration)
    }
    notes.top = ["made of confd's configuration in `\(options.directory)`"]
    notes.top.append(
      options.mode.watches
        ? "changes are followed as with `-watch`; a full pass every 5m heals what was missed"
        : "changes are followed at once; confd looked for them every \(options.interval)s")
    if options.mode.isOnetime { notes.top.append("`trimtab render` makes one pass, as `-onetime`") }
    for resource in configuration.resources {
      notes.templates[resource.name] = ConfdMigration.advice(for: resource)
    }
  }

  /// A registry with our own pauses after failures.
  private static func plain(_ registry: RegistrySettings) -> RegistrySettings {
    var registry = registry
    switch registry.kind {
    case .consul(var settings):
      settings.retry = RetryPauses()
      registry.kind = .consul(settings)
    case .etcd(var settings):
      settings.retry = RetryPauses()
      registry.kind = .etcd(settings)
    case .etcdV2(var settings):
      settings.retry = RetryPauses()
      registry.kind = .etcdV2(settings)
    case .file(var settings):
      settings.path = FilePath.absolute(settings.path)
      settings.morePaths = settings.morePaths.map(FilePath.absolute)
      registry.kind = .file(settings)
    case .environment, .replay: break
    }
    return registry
  }

  private static func plain(
    _ resource: ResourceSettings, in configuration: Configuration
  ) -> ResourceSettings {
    var resource = resource
    if case .file(let path) = resource.template {
      resource.template = .file(FilePath.absolute(path))
    }
    if resource.registry == configuration.defaultRegistry { resource.registry = nil }
    guard var destination = resource.destination else { return resource }
    destination.path = FilePath.absolute(destination.path)
    if resource.name == resource.destination?.path { resource.name = destination.path }
    // confd gives files to its own user, who is nobody in particular.
    if destination.owner == String(Accounts.effectiveUser) { destination.owner = nil }
    if destination.group == String(Accounts.effectiveGroup) { destination.group = nil }
    destination.stageName = .marked
    destination.keepsStage = false
    destination.replacesForAttributes = false
    resource.destination = destination
    resource.isDryRun = false
    return resource
  }

  /// What would be better still.
  private static func advice(for resource: ResourceSettings) -> [String] {
    var notes: [String] = []
    let commands = [resource.check?.line, resource.apply.command].compactMap { $0 }
    let text =
      commands.map { line in
        switch line {
        case .shell(let text): text
        case .arguments(let words): words.joined(separator: " ")
        }
      }.joined(separator: "\n") + (resource.destination?.path ?? "")
    if text.contains("haproxy") {
      notes += [
        "`apply = \"haproxy\"` in place of `check` and `reload` changes servers without a reload,",
        "and takes back what HAProxy rejects",
      ]
    } else if text.contains("nginx") {
      notes += [
        "`apply = \"nginx\"` in place of `reload` lets nginx judge the file in its place,",
        "and takes back what it rejects",
      ]
    } else if resource.apply.command != nil {
      notes.append("a failed reload is tried again until it works, also after a restart")
    }
    if resource.check == nil, resource.apply.command != nil {
      notes.append("no `check` judges the file before it is installed")
    }
    return notes
  }
}

extension ApplySettings {
  /// The command, if it is one.
  fileprivate var command: CommandLineText? {
    switch self {
    case .command(let command): command.line
    case .spaced(let apply, _): apply.command
    default: nil
    }
  }
}
