import TemplateLanguage
import Values

/// `add subtract multiply divide modulo minimum maximum`. The second argument is the left operand,
/// for piping. Integers wrap around, division truncates, a float on either side makes a float;
/// signed and unsigned together are signed.
enum MathFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("add", [.any, .any], body: add),
    TemplateFunction("subtract", [.any, .any], body: subtract),
    TemplateFunction("multiply", [.any, .any], body: multiply),
    TemplateFunction("divide", [.any, .any], body: divide),
    TemplateFunction("modulo", [.any, .any], body: modulo),
    TemplateFunction("minimum", [.any, .any], body: minimum),
    TemplateFunction("maximum", [.any, .any], body: maximum),
  ]

  /// What Go's runtime says.
  static let divisionByZero = ValueError("runtime error: integer divide by zero")

  private static func add(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try pair("add", arguments) {
    case .ints(let a, let b): .int64(a &+ b)
    case .uints(let a, let b): .uint64(a &+ b)
    case .floats(let a, let b): .float(a + b)
    }
  }

  private static func subtract(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try pair("subtract", arguments) {
    case .ints(let a, let b): .int64(a &- b)
    case .uints(let a, let b): .uint64(a &- b)
    case .floats(let a, let b): .float(a - b)
    }
  }

  private static func multiply(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try pair("multiply", arguments) {
    case .ints(let a, let b): .int64(a &* b)
    case .uints(let a, let b): .uint64(a &* b)
    case .floats(let a, let b): .float(a * b)
    }
  }

  private static func divide(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try pair("divide", arguments) {
    case .ints(_, 0), .uints(_, 0): throw divisionByZero
    case .ints(let a, let b): return .int64(a.dividedReportingOverflow(by: b).partialValue)
    case .uints(let a, let b): return .uint64(a / b)
    case .floats(let a, let b): return .float(a / b)
    }
  }

  private static func modulo(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try pair("modulo", arguments) {
    case .ints(_, 0), .uints(_, 0): throw divisionByZero
    // The smallest number divided by -1 overflows; the remainder is 0 all the same.
    case .ints(let a, let b): return .int64(b == -1 ? 0 : a % b)
    case .uints(let a, let b): return .uint64(a % b)
    case .floats:
      throw ValueError(
        "modulo: floats are not supported (\(arguments[1].goTypeName), "
          + "\(arguments[0].goTypeName))")
    }
  }

  private static func minimum(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let isLess =
      switch try pair("minimum", arguments) {
      case .ints(let a, let b): a < b
      case .uints(let a, let b): a < b
      case .floats(let a, let b): a < b
      }
    return winner(arguments[isLess ? 1 : 0])
  }

  private static func maximum(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let isGreater =
      switch try pair("maximum", arguments) {
      case .ints(let a, let b): a > b
      case .uints(let a, let b): a > b
      case .floats(let a, let b): a > b
      }
    return winner(arguments[isGreater ? 1 : 0])
  }

  /// The chosen argument in its own kind.
  private static func winner(_ value: Value) -> Value { Operand(value)?.value ?? value }

  /// The left and the right operand in the kind in which they meet.
  private enum Pair {
    case ints(Int64, Int64)
    case uints(UInt64, UInt64)
    case floats(Double, Double)
  }

  private static func pair(_ name: String, _ arguments: [Value]) throws(ValueError) -> Pair {
    guard arguments.count == 2 else { throw ValueError("\(name): expected two numbers") }
    guard let a = Operand(arguments[1]) else { throw unknownType(name, arguments[1]) }
    guard let b = Operand(arguments[0]) else { throw unknownType(name, arguments[0]) }
    if case .uint(let x) = a, case .uint(let y) = b { return .uints(x, y) }
    if let x = a.integer, let y = b.integer { return .ints(x, y) }
    return .floats(a.double, b.double)
  }

  private static func unknownType(_ name: String, _ value: Value) -> ValueError {
    ValueError("\(name): unknown type for \(GoFormat.sprint([value])) (\(value.goTypeName))")
  }
}
