import TemplateLanguage
import Values

/// `scratch executeTemplate`: what reaches into the running evaluation.
enum ScratchFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("scratch", [], body: scratch),
    TemplateFunction("executeTemplate", [.string, .any], variadic: true, body: executeTemplate),
  ]

  private static func scratch(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .object(try context.rendering(for: "scratch").scratch)
  }

  /// `executeTemplate NAME [DOT]`: what another template of the set writes.
  private static func executeTemplate(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count <= 2 else {
      throw ValueError(
        "executeTemplate: wrong number of arguments, expected 1 or 2, but got "
          + "\(arguments.count)")
    }
    guard let execute = context.executeTemplate else {
      throw ValueError("executeTemplate: no template is running")
    }
    let data = arguments.count == 2 ? arguments[1] : .null
    return .bytes(try execute(try arguments.bytes(0).string, data))
  }
}
