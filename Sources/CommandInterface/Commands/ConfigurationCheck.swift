import AgentConfiguration
import AgentCore
import Diagnostics
import Rendering
import SystemSupport

/// Judges the templates of a configuration without running them and without any registry.
enum ConfigurationCheck {
  /// Everything that is wrong or doubtful.
  static func diagnostics(
    for configuration: Configuration, files: FileSystem = .real
  ) -> [Diagnostic] {
    var diagnostics = missingSources(of: configuration, files)
    for settings in configuration.resources {
      do throws(DiagnosticError) {
        let resource = try ManagedResource(
          settings, in: configuration, id: 0, fileSystem: files)
        diagnostics += self.diagnostics(for: resource, in: configuration)
        diagnostics += BalancerAdvice.notes(on: resource)
      } catch {
        diagnostics += error.diagnostics
      }
    }
    return diagnostics
  }

  /// What is wrong or doubtful in the text of a resource's template, in the order of the text.
  static func diagnostics(
    for resource: ManagedResource, in configuration: Configuration
  ) -> [Diagnostic] {
    let grammar = QueryGrammar(
      defaultRegistry: resource.registry,
      registries: Set(configuration.registries.map(\.name)))
    let check = TemplateCheck(resource.template, grammar: grammar)
    return check.diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
  }

  private static func missingSources(
    of configuration: Configuration, _ files: FileSystem
  ) -> [Diagnostic] {
    configuration.registries.compactMap { registry in
      guard case .file(let settings) = registry.kind, !files.exists(settings.path) else {
        return nil
      }
      return Diagnostic(
        .warning, code: "unreadable",
        "the registry `\(registry.name)` reads `\(settings.path)`, which does not exist")
    }
  }
}
