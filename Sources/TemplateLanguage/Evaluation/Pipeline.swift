internal import Values

/// `$x := command | command`
final class Pipeline: Expression {
  let commands: [Expression]
  let declarations: [VariableName]
  /// Whether the variables are assigned (`=`) and not declared (`:=`).
  let isAssignment: Bool
  /// Whether there are variables; such an action prints nothing.
  let declares: Bool
  private let first: Expression
  private let isSingle: Bool

  init(
    _ range: Range<Int>, _ commands: [Expression], _ declarations: [VariableName],
    isAssignment: Bool
  ) {
    self.commands = commands
    self.declarations = declarations
    self.isAssignment = isAssignment
    declares = !declarations.isEmpty
    first = commands[0]
    isSingle = commands.count == 1 && declarations.isEmpty
    super.init(range)
  }

  /// What a statement may evaluate instead: the only command of a pipeline without variables, which
  /// is most of them. A nil that is no missing value makes no difference to statements.
  var simplest: Expression { isSingle && !(first is RefusedCommand) ? first : self }

  override func write(to printer: inout NodePrinter) {
    if declares {
      for (index, variable) in declarations.enumerated() {
        if index > 0 { printer.write(", ") }
        printer.write(variable.name)
      }
      printer.write(isAssignment ? " = " : " := ")
    }
    for (index, command) in commands.enumerated() {
      if index > 0 { printer.write(" | ") }
      printer.write(operand: command)
    }
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    guard isSingle else { return try evaluateAll(&run, dot) }
    let value = try first.evaluate(&run, dot)
    if case .null = value { return .absent }
    return value
  }

  private func evaluateAll(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    var value = try commands[0].evaluate(&run, dot)
    if case .null = value { value = .absent }
    for command in commands.dropFirst() {
      value = try command.evaluate(&run, dot, piped: value)
      if case .null = value { value = .absent }
    }
    for variable in declarations {
      if isAssignment {
        try run.assign(value, to: variable)
      } else {
        run.variables.push(variable.number, value)
      }
    }
    return value
  }

  /// A statement's range, from its keyword to the end of this pipeline. Go places it at the
  /// pipeline, and so do errors.
  func range(from start: Int) -> Range<Int> { range }

  override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    throw run.fail("can't give argument to non-function \(run.describe(self))")
  }
}

/// A command that gives arguments to something that takes none, or that is only `nil`.
final class RefusedCommand: Expression {
  let first: Expression
  let arguments: [Expression]

  init(_ range: Range<Int>, _ first: Expression, _ arguments: [Expression]) {
    self.first = first
    self.arguments = arguments
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    printer.write(operand: first)
    printer.write(arguments)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    if !(first is Pipeline) { run.at(first) }
    if arguments.isEmpty { throw run.fail("nil is not a command") }
    throw run.fail("can't give argument to non-function \(run.describe(first))")
  }

  override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    if !(first is Pipeline) { run.at(first) }
    throw run.fail("can't give argument to non-function \(run.describe(first))")
  }
}
