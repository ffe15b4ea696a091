package import AgentConfiguration
package import LoadBalancing
package import Rendering
package import SystemSupport

/// One resource, ready to work: settings, compiled template and the parts that act on its file.
package struct ManagedResource: Sendable {
  /// Stable over reconfigurations while name and destination stay.
  package let id: Int
  /// What the configuration says.
  package let settings: ResourceSettings
  /// The compiled template.
  package var template: CompiledTemplate
  /// The registry of unqualified queries.
  package let registry: String
  /// The file to write; nil where the result only goes to standard output.
  package let target: AtomicFile.Target?
  /// Accepts or refuses candidates; nil accepts all.
  package let checker: Checker?
  /// How it is applied, with the paths filled in; equal ways share their runs.
  package let apply: ApplySettings

  /// How messages name it.
  package var name: String { settings.name }

  /// The destination's path, or `-`.
  package var destination: String { settings.destination?.path ?? "-" }
}
