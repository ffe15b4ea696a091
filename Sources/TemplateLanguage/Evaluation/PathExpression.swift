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
