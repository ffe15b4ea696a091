internal import Values

/// `{{break}}`
final class BreakNode: Statement {
  override func write(to printer: inout NodePrinter) { printer.action { $0.write("break") } }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow { .break }
}
