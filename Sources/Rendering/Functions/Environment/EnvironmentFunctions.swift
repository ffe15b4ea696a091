import TemplateLanguage
import Values

/// `env mustEnv envOrDefault file`: declared inputs besides the registries.
enum EnvironmentFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("env", [.string], body: env),
    TemplateFunction("mustEnv", [.string], body: mustEnv),
    TemplateFunction("envOrDefault", [.string, .string], body: envOrDefault),
    TemplateFunction("file", [.string], body: file),
  ]

  private static func env(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "env")
    return .bytes(context.environment(try arguments.bytes(0)) ?? "")
  }

  private static func mustEnv(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "mustEnv")
    let name = try arguments.bytes(0)
    guard let value = context.environment(name), !value.isEmpty else {
      throw ValueError("environment variable `\(name)` must be set and not be empty")
    }
    return .bytes(value)
  }

  /// The variable if it is set, even if it is empty; else the default.
  private static func envOrDefault(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "envOrDefault")
    let fallback = try arguments.bytes(1)
    return .bytes(context.environment(try arguments.bytes(0)) ?? fallback)
  }

  /// The file's bytes; one that cannot be read makes the rendering wait for it.
  private static func file(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "file")
    let path = try arguments.bytes(0)
    if path.isEmpty { return .bytes("") }
    guard let text = String(validating: path.storage, as: UTF8.self), !text.contains("\0") else {
      throw ValueError("file: expected a path in UTF-8 without zero bytes")
    }
    try context.checkSandbox(text)
    return .bytes(context.file(text) ?? "")
  }
}
