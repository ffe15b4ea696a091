import TemplateLanguage
import Values

/// `in contains containsAll containsAny containsNone containsNotAll`
enum ContainmentFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("in", [.any, .any], body: isIn),
    TemplateFunction("contains", [.any, .any], body: contains),
    TemplateFunction("containsAll", [.slice(.any), .any], body: containsAll),
    TemplateFunction("containsAny", [.slice(.any), .any], body: containsAny),
    TemplateFunction("containsNone", [.slice(.any), .any], body: containsNone),
    TemplateFunction("containsNotAll", [.slice(.any), .any], body: containsNotAll),
  ]

  /// `in LIST VALUE`
  private static func isIn(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try holds(arguments[0], arguments[1]))
  }

  /// `contains VALUE LIST`
  private static func contains(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try holds(arguments[1], arguments[0]))
  }

  private static func containsAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try found(arguments).allSatisfy { $0 })
  }

  private static func containsAny(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try found(arguments).contains(true))
  }

  private static func containsNone(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try !found(arguments).contains(true))
  }

  private static func containsNotAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try found(arguments).contains(false))
  }

  /// Whether each element of the first list is in the second.
  private static func found(_ arguments: [Value]) throws(ValueError) -> [Bool] {
    try arguments.list(0).map { (try? holds(arguments[1], $0)) ?? false }
  }

  /// Ints match ints of any width, floats floats, texts equal texts; a text contains its parts; all
  /// else contains nothing.
  private static func holds(_ container: Value, _ wanted: Value) throws(ValueError) -> Bool {
    switch container {
    case .list(let list): return list.elements.contains { matches($0, wanted) }
    case .bytes(let text):
      switch wanted {
      case .bytes(let part): return text.contains(part)
      case .null, .absent: throw ValueError("in: nil needle")
      default: return false
      }
    default: return false
    }
  }

  private static func matches(_ element: Value, _ wanted: Value) -> Bool {
    switch (element, wanted) {
    case (.int(let a, _), .int(let b, _)): a == b
    case (.float(let a, _), .float(let b, _)): a == b
    case (.bytes(let a), .bytes(let b)): a == b
    default: false
    }
  }
}
