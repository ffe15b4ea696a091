internal import Values

/// `(pipeline).a.b` or `function.a.b`
final class ChainNode: PathExpression {
  let head: Expression

  init(_ range: Range<Int>, _ head: Expression, _ names: [FieldName]) {
    self.head = head
    super.init(range, names: names)
  }

  override func write(to printer: inout NodePrinter) {
    printer.write(operand: head)
    printer.write(names)
  }

  override func start(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    run.at(self)
    return (try head.evaluate(&run, dot), false)
  }
}
