import TemplateLanguage
import Values

/// `regexMatch regexReplaceAll`
enum RegexFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("regexMatch", [.string, .string], body: regexMatch),
    TemplateFunction("regexReplaceAll", [.string, .string, .string], body: regexReplaceAll),
  ]

  /// `regexMatch PATTERN TEXT`
  private static func regexMatch(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let regex = try RegexCache.shared.regex(try arguments.bytes(0))
    return .bool(try regex.matches(try arguments.bytes(1)))
  }

  /// `regexReplaceAll PATTERN REPLACEMENT TEXT`
  private static func regexReplaceAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let regex = try RegexCache.shared.regex(try arguments.bytes(0))
    let template = try arguments.bytes(1)
    return .bytes(try regex.replaceAll(in: try arguments.bytes(2), with: template))
  }
}
