package import Diagnostics

/// How the agent reads its configuration again.
package struct Reconfiguration: Sendable {
  /// Reads configuration and templates anew, taking over from the assembly in force what is the
  /// same; or says everything that is wrong.
  package let read: @Sendable (Assembly) -> Result<Assembly, DiagnosticError>

  /// Called when what was read comes into force.
  package let adopted: @Sendable (Assembly) -> Void

  /// A way to read the configuration.
  package init(
    adopted: @escaping @Sendable (Assembly) -> Void = { _ in },
    _ read: @escaping @Sendable (Assembly) -> Result<Assembly, DiagnosticError>
  ) {
    self.adopted = adopted
    self.read = read
  }
}
