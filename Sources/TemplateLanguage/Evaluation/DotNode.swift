internal import Values

/// `.`
final class DotNode: Expression {
  override func write(to printer: inout NodePrinter) { printer.write(".") }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    return dot
  }
}
