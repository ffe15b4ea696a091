internal import Values

/// A function's name, as errors about its arguments show it.
final class IdentifierNode: Expression {
  let name: String

  init(_ range: Range<Int>, _ name: String) {
    self.name = name
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) { printer.write(name) }
}

/// `function argument argument`
final class FunctionCall: Expression {
  let identifier: IdentifierNode
  let function: TemplateFunction
  let arguments: [Expression]
  /// Whether Go's function takes `reflect.Value`, which can tell a missing value from nil.
  private let takesMissing: Bool
  private let isCall: Bool
  private let operands: Operands
  /// The type of each argument's parameter; nil where anything goes, and empty if it goes for all.
  private let types: [GoType?]
  private let isFormat: Bool
  /// What the result depends on.
  let dependence: TemplateFunction.Dependence
  /// What needs no list of arguments, and those arguments.
  private let shortcut: BuiltinShortcut?
  private let first: Expression
  private let second: Expression

  /// Go's built-in functions that look at values by reflection.
  static let reflecting: Set<String> = [
    "len", "index", "slice", "call", "not", "eq", "ne", "lt", "le", "gt", "ge",
  ]

  init(
    _ range: Range<Int>, _ identifier: IdentifierNode, _ function: TemplateFunction,
    _ arguments: [Expression], isBuiltin: Bool
  ) {
    self.identifier = identifier
    self.function = function
    self.arguments = arguments
    takesMissing = isBuiltin && FunctionCall.reflecting.contains(identifier.name)
    isCall = isBuiltin && identifier.name == "call"
    shortcut =
      isBuiltin ? BuiltinShortcut(identifier.name, argumentCount: arguments.count) : nil
    first = arguments.first ?? identifier
    second = arguments.count > 1 ? arguments[1] : identifier
    isFormat = isBuiltin && identifier.name == "printf" && !arguments.isEmpty
    dependence = isBuiltin && identifier.name != "call" ? .arguments : function.dependence
    operands = Operands(arguments)
    let types = arguments.indices.map { index -> GoType? in
      let type = FunctionCall.type(of: index, in: function)
      return type.isAny ? nil : type
    }
    self.types = types.allSatisfy { $0 == nil } ? [] : types
    super.init(range)
  }

  deinit { operands.deallocate() }

  override func write(to printer: inout NodePrinter) {
    printer.write(identifier.name)
    printer.write(arguments)
  }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(identifier)
    if let shortcut {
      let left = try first.evaluate(&run, dot)
      let right = shortcut.takesTwo ? try second.evaluate(&run, dot) : .absent
      if let value = shortcut.apply(left, right) { return value }
      let values = shortcut.takesTwo ? [left, right] : [left]
      return try finish(&run, values, named: first)
    }
    try checkCount(&run, arguments.count)
    return try finish(&run, try evaluateArguments(&run, dot), named: arguments.first)
  }

  override func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    run.at(identifier)
    let count = arguments.count + 1
    try checkCount(&run, count)
    var values = try evaluateArguments(&run, dot)
    let type = FunctionCall.type(of: count - 1, in: function)
    values.append(accept(type.isAny ? piped : try run.validate(piped, type)))
    return try finish(&run, values, named: arguments.first)
  }

  private func evaluateArguments(
    _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(operands.count + 1)
    for index in 0..<operands.count {
      if !types.isEmpty, let type = types[index] {
        values.append(try arguments[index].argument(&run, dot, type))
      } else {
        values.append(accept(try operands.evaluate(index, &run, dot)))
      }
    }
    return values
  }

  /// A value for a parameter that takes anything: a missing value becomes nil there.
  @inline(__always)
  private func accept(_ value: Value) -> Value {
    if case .absent = value, !takesMissing { return .null }
    return value
  }

  private func finish(
    _ run: inout Evaluation, _ values: [Value], named first: Expression?
  ) throws(Failure) -> Value {
    do throws(ValueError) {
      let value: Value
      if isCall {
        let name = first.map { run.describe($0) } ?? FunctionCall.text(ofPiped: values[0])
        value = try Builtins.call(values[0], named: name, values.dropFirst())
      } else {
        value = try function.body(values, run.session.context)
      }
      if case .bytes(let bytes) = value, bytes.count > run.session.limits.outputBytes {
        let limit = run.session.limits.outputBytes
        throw ValueError("the text is larger than the limit of \(limit) bytes")
      }
      return value
    } catch {
      run.at(self)
      throw run.fail("error calling \(identifier.name): \(error.message)")
    }
  }

  /// Writes the text of a `printf` action without making a string of it.
  override func print(
    _ run: inout Evaluation, _ dot: Value, as action: ActionNode
  ) throws(Failure) {
    guard isFormat else { return try run.write(try evaluate(&run, dot), of: action) }
    run.at(identifier)
    let format = try first.argument(&run, dot, .string)
    var values: [Value] = []
    values.reserveCapacity(operands.count - 1)
    for index in 1..<operands.count {
      values.append(accept(try operands.evaluate(index, &run, dot)))
    }
    if case .bytes(let format) = format {
      GoFormat.appendSprintf(format, values[...], to: run.output)
    }
  }

  /// How Go names a value that was piped into `call`.
  private static func text(ofPiped value: Value) -> String {
    switch value {
    case .bytes(let bytes): bytes.string
    case .absent, .null: "<invalid Value>"
    default: "<\(value.goTypeName) Value>"
    }
  }

  private func checkCount(_ run: inout Evaluation, _ count: Int) throws(Failure) {
    let wanted = function.parameters.count
    if function.isVariadic {
      guard count < wanted - 1 else { return }
      throw run.fail(
        "wrong number of args for \(identifier.name): want at least \(wanted - 1) "
          + "got \(arguments.count)")
    }
    guard count != wanted else { return }
    throw run.fail("wrong number of args for \(identifier.name): want \(wanted) got \(count)")
  }

  private static func type(of index: Int, in function: TemplateFunction) -> GoType {
    let parameters = function.parameters
    if index < parameters.count { return parameters[index] }
    return function.isVariadic ? parameters[parameters.count - 1] : .any
  }
}
