import TemplateLanguage
import Values

/// `spew_dump spew_printf spew_sdump spew_sprintf`: values with their types, for debugging. What
/// consul-template writes to its standard output goes to the pass's debug output instead, which
/// cannot get into a rendered file.
enum DumpFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("spew_dump", [.any], variadic: true, body: dump),
    TemplateFunction("spew_sdump", [.any], variadic: true, body: dumpText),
    TemplateFunction("spew_printf", [.string, .any], variadic: true, body: printf),
    TemplateFunction("spew_sprintf", [.string, .any], variadic: true, body: sprintf),
  ]

  private static func dump(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    try context.rendering(for: "spew_dump").debug(try Dump.text(of: arguments))
    return .bytes("")
  }

  private static func dumpText(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try Dump.text(of: arguments)) }

  private static func printf(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = GoFormat.sprintf(try arguments.bytes(0), Array(arguments.dropFirst()))
    try context.rendering(for: "spew_printf").debug(text)
    return .bytes("")
  }

  private static func sprintf(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(GoFormat.sprintf(try arguments.bytes(0), Array(arguments.dropFirst())))
  }
}
