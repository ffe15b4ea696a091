import TemplateLanguage
import Values

/// The maintained confd fork's defaults, conditions, maps and lists. What gets a value of the wrong
/// type returns nothing, as there.
enum ConfdCollectionFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("default", [.any, .any], body: fallback),
    TemplateFunction("ternary", [.any, .any, .bool], body: ternary),
    TemplateFunction("coalesce", [.any], variadic: true, body: coalesce),
    TemplateFunction("empty", [.any], body: empty),
    TemplateFunction("dict", [.any], variadic: true, body: dict),
    TemplateFunction("list", [.any], variadic: true, body: list),
    TemplateFunction("hasKey", [.any, .string], body: hasKey),
    TemplateFunction("keys", [.any], body: keys),
    TemplateFunction("values", [.any], body: values),
    TemplateFunction("append", [.any, .any], body: append),
    TemplateFunction("pluck", [.string, .any], variadic: true, body: pluck),
  ]

  /// Nothing, zero, false, an empty text, list or map, or a struct of such.
  private static func isEmpty(_ value: Value) -> Bool {
    if case .record(let record) = value { return record.fields.allSatisfy(isEmpty) }
    return !value.isTruthy
  }

  /// `default FALLBACK VALUE`
  private static func fallback(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { arguments[isEmpty(arguments[1]) ? 0 : 1] }

  /// `ternary YES NO CONDITION`
  private static func ternary(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { arguments[try arguments.bool(2) ? 0 : 1] }

  private static func coalesce(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { arguments.first { !isEmpty($0) } ?? .null }

  private static func empty(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bool(isEmpty(arguments[0])) }

  private static func dict(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count % 2 == 0 else { throw ValueError("dict: odd number of arguments") }
    var entries: [(Bytes, Value)] = []
    for index in stride(from: 0, to: arguments.count, by: 2) {
      guard case .bytes(let key) = arguments[index] else {
        throw ValueError("dict: keys must be strings")
      }
      entries.append((key, arguments[index + 1]))
    }
    return .map(entries)
  }

  private static func list(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .list(arguments) }

  private static func hasKey(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard case .map(let map) = arguments[0] else { return .bool(false) }
    return .bool(map[try arguments.bytes(1)] != nil)
  }

  private static func keys(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard case .map(let map) = arguments[0] else { return .strings([]) }
    return .strings(map.keys.compactMap(\.asBytes))
  }

  private static func values(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard case .map(let map) = arguments[0] else { return .list([]) }
    return .list(map.values)
  }

  /// `append LIST VALUE`
  private static func append(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard case .list(let list) = arguments[0] else { return .list([arguments[1]]) }
    return .list(list.elements + [arguments[1]])
  }

  /// `pluck KEY MAP...`: the values of a key, of those maps that have it.
  private static func pluck(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let key = try arguments.bytes(0)
    return .list(
      arguments.dropFirst().compactMap { value in
        if case .map(let map) = value { map[key] } else { nil }
      })
  }
}
