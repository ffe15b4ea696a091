import AgentConfiguration
import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage
import Values

/// Evaluates templates on data, without registries.
struct Evaluator {
  /// What templates may know: the environment and files.
  let surroundings: RenderContext.Surroundings

  /// What an evaluation gave.
  struct Result {
    /// The text.
    let output: [UInt8]
    /// What the template asked of registries or files, which is not there.
    let missing: [MissingInput]
  }

  /// Parses and runs.
  func evaluate(_ request: EvaluationRequest) throws(TemplateError) -> Result {
    var options = TemplateOptions(
      leftDelimiter: request.leftDelimiter, rightDelimiter: request.rightDelimiter,
      missingKey: request.missingKey, functions: request.dialect.functions)
    options.functionHint = { name in
      CompiledTemplate.Dialect.hint(for: name) { "--functions \($0.rawValue)" }
    }
    var set = TemplateSet(options: options)
    for template in request.associated + [request.main] {
      try set.add(Source(name: template.name, text: template.text), name: template.name)
    }
    let context = RenderContext(
      snapshot: Snapshot(), grammar: QueryGrammar(defaultRegistry: "consul"),
      surroundings: surroundings)
    let output = OutputBuffer(limit: options.limits.outputBytes)
    try set.execute(
      request.entry ?? request.main.name, data: request.data, context: context, output: output)
    return Result(output: output.bytes(), missing: context.missing)
  }
}
