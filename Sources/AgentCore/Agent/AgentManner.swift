package import RegistryCore

/// In what an agent differs from the usual, for the tools in whose place it works.
package struct AgentManner: Sendable {
  /// Whether it ends when every file is in place and applied.
  package var endsWhenComplete = false
  /// Whether all files of a pass are in place before the first of them is applied, and one command
  /// runs after the other in the order of the templates.
  package var appliesInOrder = false
  /// Whether a key that was deleted has its last value.
  package var keepsDeletedKeys = false
  /// Is shown what a dry run would install: the destination, which may be empty, and the bytes.
  package var preview: (@Sendable (String, [UInt8]) -> Void)?
  /// Called once, when every file is in place and applied.
  package var completed: (@Sendable () -> Void)?
  /// Called when the configuration is going to be read again.
  package var reconfigures: (@Sendable () -> Void)?
  /// Called when it was read, well or not.
  package var reconfigured: (@Sendable () -> Void)?
  /// Called when the end begins.
  package var stops: (@Sendable () -> Void)?
  /// Hears of what goes wrong, each time.
  package var troubled: (@Sendable (AgentTrouble) -> Void)?

  /// The usual.
  package init() {}
}

/// What goes wrong while an agent works. It heals from all of it; a tool that it stands in for
/// might not.
package enum AgentTrouble: Sendable {
  /// A template failed.
  case template(resource: String, reason: String)
  /// A template wants what does not exist: a key, or a file for nil.
  case absence(resource: String, Query?)
  /// A new file could not be written.
  case installation(resource: String, reason: String)
  /// What is installed could not be applied.
  case apply(reason: String)
  /// A registry did not answer a query, so many times in a row.
  case query(Query, attempts: Int, reason: String)
}
