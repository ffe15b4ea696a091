import RegistryCore
import TemplateLanguage
import Values

/// `key keyExists keyOrDefault`: the value of one key. All three share one query, and so one watch.
enum KeyFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("key", [.string], body: key),
    TemplateFunction("keyExists", [.string], body: keyExists),
    TemplateFunction("keyOrDefault", [.string, .string], body: keyOrDefault),
  ].map { $0.depending(on: .answers) }

  /// The value; a key that does not exist makes the rendering wait for it, unless its last value is
  /// remembered.
  private static func key(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard let (context, query) = try query(arguments, context, "key") else { return .bytes("") }
    guard let value = context.read(query) else { return .bytes("") }
    if case .bytes = value { return value }
    if let value = context.snapshot.lastValues[query] { return value }
    context.miss(.absentKey(query))
    return .bytes("")
  }

  private static func keyExists(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard let (context, query) = try query(arguments, context, "keyExists") else {
      return .bool(false)
    }
    return .bool(context.read(query)?.asBytes != nil)
  }

  /// The value, or the default if the key does not exist or is empty.
  private static func keyOrDefault(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let fallback = Value.bytes(try arguments.bytes(1))
    guard let (context, query) = try query(arguments, context, "keyOrDefault") else {
      return fallback
    }
    guard case .bytes(let value)? = context.read(query), !value.isEmpty else { return fallback }
    return .bytes(value)
  }

  private static func query(
    _ arguments: [Value], _ context: EvaluationContext, _ function: String
  ) throws(ValueError) -> (RenderContext, Query)? {
    let context = try context.rendering(for: function)
    return try context.query(of: function, [arguments.bytes(0)]).map { (context, $0) }
  }
}
