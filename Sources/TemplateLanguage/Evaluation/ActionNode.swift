internal import Values

/// `{{pipeline}}`
final class ActionNode: Statement {
  let pipeline: Pipeline
  private let expression: Expression
  private let prints: Bool

  init(_ range: Range<Int>, _ pipeline: Pipeline) {
    self.pipeline = pipeline
    expression = pipeline.simplest
    prints = !pipeline.declares
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    printer.action { pipeline.write(to: &$0) }
  }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    if prints {
      try expression.print(&run, dot, as: self)
    } else {
      _ = try expression.evaluate(&run, dot)
    }
    return .normal
  }
}
