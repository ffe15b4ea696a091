internal import Values

/// `$x` or `$x.a.b`
final class VariableNode: PathExpression {
  let variable: VariableName
  private let cache: Int?
  private let isSingle: Bool

  init(_ range: Range<Int>, _ variable: VariableName, _ names: [FieldName]) {
    self.variable = variable
    cache = names.first?.cache
    isSingle = names.count == 1
    super.init(range, names: names)
  }

  override func write(to printer: inout NodePrinter) {
    printer.write(variable.name)
    printer.write(names)
  }

  override func start(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    run.at(self)
    guard let found = run.variables.find(variable.number) else {
      throw run.fail("undefined variable: \(variable.name.string)")
    }
    return (found.value, found.isInterface)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    guard let cache else { return try start(&run, dot).value }
    if isSingle, let entry = run.variables.find(variable.number),
      let value = run.cachedField(cache, of: entry.value)
    {
      run.at(self)
      return value
    }
    return try follow(&run, dot, MethodArguments())
  }

  override func print(
    _ run: inout Evaluation, _ dot: Value, as action: ActionNode
  ) throws(Failure) {
    if !names.isEmpty, let entry = run.variables.find(variable.number),
      run.writePacked(names, of: entry.value)
    {
      return
    }
    try run.write(try evaluate(&run, dot), of: action)
  }
}
