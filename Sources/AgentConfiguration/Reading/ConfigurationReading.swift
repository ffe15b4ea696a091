package import Diagnostics

/// What reading a configuration gave.
package struct ConfigurationReading: Sendable {
  /// The configuration; nil if there are errors.
  package let configuration: Configuration?
  /// Everything that is wrong (errors) or doubtful (warnings), in the order of the texts. Secrets
  /// are blotted out of the sources.
  package let diagnostics: [Diagnostic]

  /// What only consul-template has, where the configuration is one of it.
  package var consulTemplate: ConsulTemplateSettings?

  /// The errors alone.
  package var errors: [Diagnostic] { diagnostics.filter { $0.severity != .warning } }
}
