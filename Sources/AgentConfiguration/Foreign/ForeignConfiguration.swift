import Diagnostics
import SystemSupport

/// A configuration that was written for another tool.
package enum ForeignConfiguration: Sendable {
  case confd(ConfdSource)
  case consulTemplate(ConsulTemplateRequest)

  /// The tool.
  package var tool: String {
    switch self {
    case .confd: "confd"
    case .consulTemplate: "consul-template"
    }
  }

  /// The directories whose changes make another reading worthwhile.
  package var watchedPaths: [String] {
    switch self {
    case .confd(let source): source.watchedPaths
    case .consulTemplate: []
    }
  }

  /// What it says of registries and templates. Blocks on files, and on name servers where those
  /// have to find the registry.
  func read(from files: FileSystem, environment: [String: String]) -> ConfigurationReading {
    switch self {
    case .confd(let source): return source.read(environment: environment, from: files)
    case .consulTemplate(let request):
      let reading = request.read(from: files, environment: environment)
      return ConfigurationReading(
        configuration: reading.result?.configuration, diagnostics: reading.diagnostics,
        consulTemplate: reading.result?.settings)
    }
  }

  /// Puts what it says in the place of what a configuration of ours has.
  package static func merge(_ foreign: Configuration, into configuration: inout Configuration) {
    configuration.registries = foreign.registries
    configuration.defaultRegistry = foreign.defaultRegistry
    configuration.resources = foreign.resources
    configuration.exec = foreign.exec
    configuration.variables = foreign.variables
    configuration.keepsMarks = foreign.keepsMarks
  }
}
