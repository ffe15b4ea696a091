internal import Values

/// `and a b` and `or a b`, which evaluate no more than they need.
final class LogicCall: Expression {
  let identifier: IdentifierNode
  let arguments: [Expression]
  private let operands: Operands
  private let isOr: Bool

  /// The names of these functions.
  static let names = ["and", "or"]

  init(_ range: Range<Int>, _ identifier: IdentifierNode, _ arguments: [Expression]) {
    self.identifier = identifier
    self.arguments = arguments
    operands = Operands(arguments)
    isOr = identifier.name == "or"
    super.init(range)
  }

  deinit { operands.deallocate() }

  override func write(to printer: inout NodePrinter) {
    printer.write(identifier.name)
    printer.write(arguments)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(identifier)
    if arguments.isEmpty {
      throw run.fail("wrong number of args for \(identifier.name): want at least 1 got 0")
    }
    return try decide(&run, dot).value
  }

  override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    run.at(identifier)
    let decision = try decide(&run, dot)
    return decision.isFinal ? decision.value : piped
  }

  private func decide(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> (value: Value, isFinal: Bool) {
    var value = Value.absent
    var index = 0
    while index < operands.count {
      value = try operands.evaluate(index, &run, dot)
      if value.isTruthy == isOr { return (value, true) }
      index &+= 1
    }
    return (value, false)
  }
}
