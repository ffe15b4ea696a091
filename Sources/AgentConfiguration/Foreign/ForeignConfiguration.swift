import Diagnostics
import SystemSupport

/// A configuration that was written for another tool.
package enum ForeignConfiguration: Sendable {
  case consulTemplate(ConsulTemplateRequest)

  /// The tool.
  package var tool: String {
    switch self {
    case .consulTemplate: "consul-template"
    }
  }

  /// What it says of registries and templates. Blocks on files only.
  func read(from files: FileSystem, environment: [String: String]) -> ConfigurationReading {
    switch self {
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
