internal import Values

extension Evaluation {
  /// The value as an argument for a parameter of a static type: as it is if it fits, adapted where
  /// Go's types alone would refuse an obvious meaning, or an error in Go's words.
  mutating func validate(_ value: Value, _ type: GoType) throws(Failure) -> Value {
    switch (type, value) {
    case (.any, _): return value
    case (.string, .bytes), (.bool, .bool): return value
    case (.signed(let wanted), .int(_, let width)) where wanted == width: return value
    case (_, .absent):
      guard type.canBeNil else { throw fail("invalid value; expected \(type.name)") }
      return Value.zero(of: type)
    default: break
    }
    if let adapted = Adaptation.adapt(value, to: type) { return adapted }
    if case .pointer(let pointer) = value, pointer.target == nil,
      Adaptation.adapt(Value.zero(of: pointer.targetType), to: type) != nil
    {
      throw fail("dereference of nil pointer of type \(type.name)")
    }
    let found = if case .null = value { "interface {}" } else { value.goTypeName }
    throw fail("wrong type for value; expected \(type.name); got \(found)")
  }

  /// Calls a method with the arguments of the path's last name.
  mutating func call(
    _ method: NamedType.Method, on receiver: Value, _ step: PathStep, _ call: MethodArguments
  ) throws(Failure) -> Value {
    let name = step.name.name.string
    let parameters = method.parameters
    guard call.count == parameters.count else {
      throw fail(
        "wrong number of args for \(name): want \(parameters.count) got \(call.count)")
    }
    var arguments: [Value] = []
    arguments.reserveCapacity(parameters.count)
    for (index, argument) in call.arguments.enumerated() {
      arguments.append(try argument.argument(&self, step.dot, parameters[index]))
    }
    if let piped = call.piped, let last = parameters.last {
      arguments.append(try validate(piped, last))
    }
    do throws(ValueError) {
      return try method.body(receiver, arguments)
    } catch {
      at(step.node)
      throw fail("error calling \(name): \(error.message)")
    }
  }
}
