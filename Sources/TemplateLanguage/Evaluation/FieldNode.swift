internal import Values

/// `.a.b`
final class FieldNode: PathExpression {
  private let cache: Int
  private let isSingle: Bool

  init(_ range: Range<Int>, _ names: [FieldName]) {
    cache = names[0].cache
    isSingle = names.count == 1
    super.init(range, names: names)
  }

  override func write(to printer: inout NodePrinter) { printer.write(names) }

  override func start(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    run.at(self)
    return (dot, run.isDotInterface)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    if isSingle, let value = run.cachedField(cache, of: dot) {
      run.at(self)
      return value
    }
    return try follow(&run, dot, MethodArguments())
  }

  override func print(
    _ run: inout Evaluation, _ dot: Value, as action: ActionNode
  ) throws(Failure) {
    if run.writePacked(names, of: dot) { return }
    try run.write(try evaluate(&run, dot), of: action)
  }
}
