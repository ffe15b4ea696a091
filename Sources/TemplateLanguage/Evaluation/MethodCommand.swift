internal import Values

/// A path with arguments: a call of a method.
final class MethodCommand: Expression {
  let path: PathExpression
  let arguments: [Expression]

  init(_ range: Range<Int>, _ path: PathExpression, _ arguments: [Expression]) {
    self.path = path
    self.arguments = arguments
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    path.write(to: &printer)
    printer.write(arguments)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    try path.follow(&run, dot, MethodArguments(arguments: arguments))
  }

  override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    try path.follow(&run, dot, MethodArguments(arguments: arguments, piped: piped))
  }
}
