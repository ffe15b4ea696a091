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
    let wanted = try arguments.list(0)
    if wanted.count > 1, case .list(let list) = arguments[1] {
      let known = Set(list.elements.compactMap(Key.init))
      return wanted.map { Key($0).map(known.contains) ?? false }
    }
    return wanted.map { (try? holds(arguments[1], $0)) ?? false }
  }

  /// What a list is searched for: ints of any width, floats and texts, each equal among themselves.
  private enum Key: Hashable {
    case int(Int64)
    case float(Double)
    case text(Bytes)

    init?(_ value: Value) {
      switch value {
      case .int(let number, _): self = .int(number)
      case .float(let number, _): self = .float(number)
      case .bytes(let text): self = .text(text)
      default: return nil
      }
    }
  }

  /// Ints match ints of any width, floats floats, texts equal texts; a text contains its parts; all
  /// else contains nothing.
  private static func holds(_ container: Value, _ wanted: Value) throws(ValueError) -> Bool {
    switch container {
    case .list(let list):
      guard let key = Key(wanted) else { return false }
      return list.elements.contains { Key($0) == key }
    case .bytes(let text):
      switch wanted {
      case .bytes(let part): return text.contains(part)
      case .null, .absent: throw ValueError("in: nil needle")
      default: return false
      }
    default: return false
    }
  }
}
