import TemplateLanguage
import Values

/// `parseBool parseFloat parseInt parseUint loop`. The empty text is zero.
enum NumberFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("parseBool", [.string], body: parseBool),
    TemplateFunction("parseFloat", [.string], body: parseFloat),
    TemplateFunction("parseInt", [.string], body: parseInt),
    TemplateFunction("parseUint", [.string], body: parseUint),
    TemplateFunction("loop", [.any], variadic: true, body: loop),
  ]

  private static func parseBool(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .bool(text.isEmpty ? false : try Numerals.bool(text))
  }

  private static func parseFloat(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .float(text.isEmpty ? 0 : try Numerals.float(text))
  }

  private static func parseInt(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .int64(text.isEmpty ? 0 : try Numerals.int(text))
  }

  private static func parseUint(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .uint64(text.isEmpty ? 0 : try Numerals.uint(text))
  }

  /// `loop END` or `loop START END`: the numbers from START (or 0) up to but not including END.
  private static func loop(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count == 1 || arguments.count == 2 else {
      throw ValueError(
        "loop: wrong number of arguments, expected 1 or 2, but got \(arguments.count)")
    }
    let start = arguments.count == 2 ? try bound(arguments[0]) : 0
    let end = try bound(arguments[arguments.count - 1])
    return .object(IntegerSequence(start..<max(start, end)))
  }

  private static func bound(_ value: Value) throws(ValueError) -> Int64 {
    switch value {
    case .int(let number, _): return number
    case .uint(let number, _): return Int64(truncatingIfNeeded: number)
    case .bytes(let text): return text.isEmpty ? 0 : try Numerals.int(text)
    default: throw ValueError("loop: bad argument type: \(value.goTypeName)")
    }
  }
}
