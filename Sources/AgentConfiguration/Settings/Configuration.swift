package import SystemSupport

/// Everything the agent is told: the one result of reading files, environment and flags.
package struct Configuration: Sendable {
  /// The registries by configured name, in the order of the text.
  package var registries: [RegistrySettings] = []
  /// The name of the registry that resources use unless they name one; nil if there is none.
  package var defaultRegistry: String?
  /// What to render, in the order of the text.
  package var resources: [ResourceSettings] = []
  /// The program to run and look after; nil for none.
  package var exec: ExecSettings?
  /// Where and what to log.
  package var log = LogSettings()
  /// Where the agent can be asked how it is.
  package var control = ControlSettings()
  /// Where apply-pending marks are kept; nil for beside each destination.
  package var stateDirectory: String?
  /// Where the last answers are kept; nil keeps none.
  package var cacheDirectory: String?
  /// Whether answers with secrets are kept there, too.
  package var cachesSecrets = false
  /// Regular expressions for further names of secrets, which the cache does not keep.
  package var cacheRedactions: [String] = []
  /// How agents with the same template share answers; nil if each asks by itself.
  package var deduplication: DeduplicationSettings?
  /// Variables that templates see besides those of the environment.
  package var variables: [String: Secret] = [:]
  /// Whether a file that was installed and not applied is remembered over a restart.
  package var keepsMarks = true
  /// How often a full pass heals what an event missed.
  package var resync: Duration = .seconds(300)

  /// Nothing configured.
  package init() {}
}

/// Where and what to log.
package struct LogSettings: Sendable {
  /// How records are written.
  package enum Format: String, Sendable, CaseIterable {
    case text, json
  }

  /// The least important level.
  package var level: Log.Level = .info
  /// How records are written.
  package var format: Format = .text

  /// The defaults.
  package init() {}
}
