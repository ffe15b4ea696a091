import TemplateLanguage
import Values

/// confd's functions on keys whose values are encrypted: those without the `c`, and then each value
/// decrypted. So `cgetvs` sorts what is stored, not what it says.
enum ConfdEncryptedFunctions {
  static let all: [TemplateFunction] = [
    decrypting("cget", ConfdKeyFunctions.get), decrypting("cgets", ConfdKeyFunctions.gets),
    decrypting("cgetv", ConfdKeyFunctions.getv), decrypting("cgetvs", ConfdKeyFunctions.getvs),
  ]

  private static func decrypting(
    _ name: String,
    _ body: @escaping @Sendable ([Value], EvaluationContext) throws(ValueError) -> Value
  ) -> TemplateFunction {
    TemplateFunction(name, [.string]) { arguments, context throws(ValueError) in
      let stored = try body(arguments, context)
      let context = try context.rendering(for: name)
      // Until all keys are there, empty values stand for them.
      guard context.keyStore.isComplete else { return stored }
      return try decrypted(stored, of: try arguments.bytes(0), context)
    }
  }

  private static func decrypted(
    _ stored: Value, of key: Bytes, _ context: RenderContext
  ) throws(ValueError) -> Value {
    switch stored {
    case .bytes(let text):
      return .bytes(try context.decrypted(text, "the value of `\(key.string)`"))
    case .record(let pair):
      guard case .bytes(let key)? = pair["Key"], let text = pair["Value"] else { return stored }
      let value = try decrypted(text, of: key, context)
      return .record(RecordValue(ConfdKeyFunctions.pairShape, [.bytes(key), value]))
    case .list(let list):
      var values: [Value] = []
      for element in list.elements {
        values.append(try decrypted(element, of: key, context))
      }
      return .list(ListValue(values, elementType: list.elementType))
    default: return stored
    }
  }
}
