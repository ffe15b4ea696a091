import AgentConfiguration
import Diagnostics
import SystemSupport

/// Says of templates that cannot be used why they are left out.
struct OmittedTemplates: Sendable {
  let log: Log

  /// Tells of one.
  func tell(_ resource: ResourceSettings, _ error: DiagnosticError) {
    log.error(
      "template cannot be used; the others are not affected",
      ["template": resource.name, "detail": OmittedTemplates.line(error.diagnostics[0])])
  }

  /// A diagnostic as one line: `FILE:LINE:COLUMN: MESSAGE`.
  static func line(_ diagnostic: Diagnostic) -> String {
    guard let source = diagnostic.source else { return diagnostic.message }
    let place = diagnostic.span.map { source.position(of: $0.start) }
    let position = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(source.name)\(position): \(diagnostic.message)"
  }
}
