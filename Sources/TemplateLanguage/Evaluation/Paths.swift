internal import Values

/// An expression that ends in a name after a dot, which may be a method: `.a.b`, `$x.a`, `(…).a`.
class PathExpression: Expression {
  let names: [FieldName]

  init(_ range: Range<Int>, names: [FieldName]) {
    self.names = names
    super.init(range)
  }

  /// Where the path begins: its value, and whether its static type is an interface.
  func start(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    preconditionFailure("every path has a start")
  }

  /// The value at the end of the path, called with arguments if it is a method.
  final func follow(
    _ run: inout Evaluation, _ dot: Value, _ call: MethodArguments
  ) throws(Failure) -> Value {
    var (value, isInterface) = try start(&run, dot)
    guard let last = names.last else {
      if call.isEmpty { return value }
      throw run.fail("can't give argument to non-function \(run.describe(self))")
    }
    for name in names.dropLast() {
      let step = PathStep(name: name, node: self, dot: dot, isInterface: isInterface)
      (value, isInterface) = try run.field(step, of: value, MethodArguments())
    }
    let step = PathStep(name: last, node: self, dot: dot, isInterface: isInterface)
    return try run.field(step, of: value, call).value
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    try follow(&run, dot, MethodArguments())
  }

  final override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    try follow(&run, dot, MethodArguments(piped: piped))
  }
}

/// What a method is called with.
struct MethodArguments {
  var arguments: [Expression] = []
  var piped: Value?

  var isEmpty: Bool { arguments.isEmpty && piped == nil }
  var count: Int { arguments.count + (piped == nil ? 0 : 1) }
}

extension MethodArguments {
  init(piped: Value) { self.init(arguments: [], piped: piped) }
}

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
}

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
}

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
