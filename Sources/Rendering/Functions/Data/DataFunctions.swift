import DataFormats
import Diagnostics
import TemplateLanguage
import Values

/// `parseJSON parseYAML toJSON* toUnescapedJSON* toYAML toTOML`
enum DataFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("parseJSON", [.string], body: parseJSON),
    TemplateFunction("parseYAML", [.string], body: parseYAML),
    TemplateFunction("toJSON", [.any], body: toJSON),
    TemplateFunction("toJSONPretty", [.any], body: toJSONPretty),
    TemplateFunction("toUnescapedJSON", [.any], body: toUnescapedJSON),
    TemplateFunction("toUnescapedJSONPretty", [.any], body: toUnescapedJSONPretty),
    TemplateFunction("toYAML", [.any], body: toYAML),
    TemplateFunction("toTOML", [.any], body: toTOML),
  ]

  /// The value of a JSON text, all numbers float64; of the empty text an empty map.
  private static func parseJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return text.isEmpty ? .map([]) : try json(text)
  }

  /// The value of a JSON text; of what is none Go's words.
  static func json(_ text: Bytes) throws(ValueError) -> Value {
    do throws(JSONError) {
      return try JSONReader.value(text.storage, numbers: .floats, isMutable: true)
    } catch {
      guard let mistake = GoJSONSyntax.mistake(in: text) else {
        throw ValueError("json: \(error.description)")
      }
      throw ValueError("\(mistake.words) (byte \(mistake.offset))")
    }
  }

  private static func parseYAML(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    if text.isEmpty { return .map([]) }
    do throws(DiagnosticError) {
      return try YAMLReader.value(text.storage)
    } catch {
      throw ValueError("yaml: \(summary(of: error))")
    }
  }

  /// The first mistake in one line.
  private static func summary(of error: DiagnosticError) -> String {
    guard let first = error.diagnostics.first else { return "refused" }
    guard let source = first.source, let span = first.span else { return first.message }
    return "line \(source.position(of: span.start).line): \(first.message)"
  }

  private static func toJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try JSONWriter.marshal(arguments[0])) }

  private static func toJSONPretty(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try JSONWriter.marshal(arguments[0], indent: "  ")) }

  private static func toUnescapedJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try JSONWriter.marshal(arguments[0], escapesHTML: false))
  }

  private static func toUnescapedJSONPretty(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try JSONWriter.marshal(arguments[0], escapesHTML: false, indent: "  "))
  }

  private static func toYAML(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try YAMLWriter.marshal(arguments[0]).trimmed) }

  private static func toTOML(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try TOMLWriter.marshal(arguments[0]).trimmed) }
}
