package import AgentConfiguration
package import Diagnostics
package import RegistryCore
import Rendering
package import SystemSupport

/// A configuration made to work: registries opened, templates compiled.
package struct Assembly: Sendable {
  /// What it was made from.
  package let configuration: Configuration
  /// The resources in the order of the configuration.
  package let resources: [ManagedResource]
  /// Whom to ask, by the registry's configured name.
  package let sources: [String: WatcherPool.Source]
  /// What templates may know besides readings.
  package let environment: RenderEnvironment
  /// What the cache does not keep.
  let cacheRedaction: Redaction

  /// Hears of a template that is left out, and why.
  package typealias Omission = (ResourceSettings, DiagnosticError) -> Void

  /// Makes a configuration work. Registries of `earlier` whose settings are the same are taken over
  /// with their connections; new ones tell `log` what goes wrong; with a replay none is opened.
  /// Throws everything that is wrong with the templates, unless `omitting` is told of those that
  /// cannot be used.
  package static func make(
    _ configuration: Configuration, environment variables: [String: String],
    numbers: ResourceNumbers, reusing earlier: Assembly? = nil, replaying replay: Replay? = nil,
    log: Log = .silent, omitting: Omission? = nil
  ) throws(DiagnosticError) -> Assembly {
    var diagnostics: [Diagnostic] = []
    let configuration = replay?.adapt(configuration) ?? configuration
    let variables = variables.merging(configuration.variables.mapValues { $0.reveal() }) { $1 }
    let registries = Set(configuration.registries.map(\.name))
    var resources: [ManagedResource] = []
    for settings in configuration.resources {
      do throws(DiagnosticError) {
        resources.append(
          try ManagedResource(settings, in: configuration, id: numbers.number(for: settings)))
      } catch {
        if let omitting { omitting(settings, error) } else { diagnostics += error.diagnostics }
      }
    }
    let cacheRedaction = cacheRedaction(of: configuration, &diagnostics)
    guard diagnostics.isEmpty else { throw DiagnosticError(diagnostics) }
    return Assembly(
      configuration: configuration, resources: resources,
      sources: try sources(
        of: configuration, environment: variables, reusing: earlier, log: log),
      environment: replay?.environment(variables, registries: registries)
        ?? RenderEnvironment(variables: variables, registries: registries),
      cacheRedaction: cacheRedaction)
  }

  /// Whose data the registries have, by their names.
  var registryIdentities: [String: String] {
    Dictionary(
      configuration.registries.map { ($0.name, $0.identity) },
      uniquingKeysWith: { first, _ in first })
  }

  /// How often a full pass heals what an event missed.
  package var resync: Duration { configuration.resync }

  /// Closes all registries.
  package func shutdown() async {
    for source in sources.values { await source.registry.shutdown() }
  }

  /// Whether a registry of this name is the same one, connections and all, in `other`.
  func sharesRegistry(_ name: String, with other: Assembly) -> Bool {
    settings(of: name) == other.settings(of: name)
  }

  /// The registries that `next` does not use any more.
  func registries(notIn next: Assembly) -> [any Registry] {
    sources.filter { !sharesRegistry($0.key, with: next) }.map(\.value.registry)
  }

  private func settings(of name: String) -> RegistrySettings? {
    configuration.registries.first { $0.name == name }
  }

  private static func sources(
    of configuration: Configuration, environment: [String: String],
    reusing earlier: Assembly?, log: Log
  ) throws(DiagnosticError) -> [String: WatcherPool.Source] {
    var sources: [String: WatcherPool.Source] = [:]
    for settings in configuration.registries {
      if earlier?.settings(of: settings.name) == settings,
        let known = earlier?.sources[settings.name]
      {
        sources[settings.name] = known
      } else {
        sources[settings.name] = try open(settings, environment: environment, log: log)
      }
    }
    return sources
  }
}
