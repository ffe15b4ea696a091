package import Diagnostics
import SystemSupport

/// Shows diagnostics on standard error.
package struct Messages: Sendable {
  private let output: Output
  private let renderer: DiagnosticRenderer

  /// Messages of a command; `choice` is the value of `--colour`.
  package init(_ world: Surroundings, choice: String?) {
    output = world.standardError
    renderer = DiagnosticRenderer(
      usesColour: world.usesColour(on: world.standardError, choice: choice))
  }

  /// Shows diagnostics in order.
  package func show(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      output.line(KnownSecrets.shared.hidden(in: renderer.render(diagnostic)))
    }
  }
}
