internal import Values

/// `{{continue}}`
final class ContinueNode: Statement {
  override func write(to printer: inout NodePrinter) { printer.action { $0.write("continue") } }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    .continue
  }
}
