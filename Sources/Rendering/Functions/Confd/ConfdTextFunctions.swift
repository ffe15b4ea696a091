import TemplateLanguage
import Values

/// confd's functions on texts, in Go's own order of arguments: the text first.
enum ConfdTextFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("base", [.string], body: base),
    TemplateFunction("dir", [.string], body: dir),
    TemplateFunction("split", [.string, .string], body: split),
    TemplateFunction("join", [.slice(.string), .string], body: join),
    TemplateFunction("toUpper", [.string], body: TextFunctions.toUpper),
    TemplateFunction("toLower", [.string], body: TextFunctions.toLower),
    TemplateFunction("contains", [.string, .string], body: contains),
    TemplateFunction("replace", [.string, .string, .string, .int], body: replace),
    TemplateFunction("trimSuffix", [.string, .string], body: trimSuffix),
    TemplateFunction("base64Encode", [.string], body: EncodingFunctions.base64Encode),
    TemplateFunction("base64Decode", [.string], body: EncodingFunctions.base64Decode),
    TemplateFunction("getenv", [.string, .string], variadic: true, body: getenv),
    TemplateFunction("fileExists", [.string], body: fileExists),
  ]

  private static func base(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(SlashPath.base(try arguments.bytes(0))) }

  private static func dir(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(SlashPath.directory(try arguments.bytes(0))) }

  private static func split(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .strings(try arguments.bytes(0).split(by: try arguments.bytes(1)))
  }

  private static func join(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(
      try SplittingFunctions.joined(try arguments.list(0), by: try arguments.bytes(1)))
  }

  private static func contains(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try arguments.bytes(0).contains(try arguments.bytes(1)))
  }

  /// `replace TEXT OLD NEW COUNT`; a negative count replaces all.
  private static func replace(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .bytes(
      try text.replacing(
        try arguments.bytes(1), with: try arguments.bytes(2), limit: try arguments.int(3)))
  }

  private static func trimSuffix(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    let suffix = try arguments.bytes(1)
    return .bytes(text.hasSuffix(suffix) ? text[0..<(text.count - suffix.count)] : text)
  }

  /// `getenv NAME [DEFAULT]`; an empty variable counts as not set.
  private static func getenv(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "getenv")
    let value = context.environment(try arguments.bytes(0)) ?? ""
    return .bytes(value.isEmpty && arguments.count > 1 ? try arguments.bytes(1) : value)
  }

  private static func fileExists(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "fileExists")
    let path = try arguments.bytes(0)
    guard let text = String(validating: path.storage, as: UTF8.self), !text.contains("\0"),
      !text.isEmpty
    else { return .bool(false) }
    return .bool(context.fileExists(text))
  }
}
