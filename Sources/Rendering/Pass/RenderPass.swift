package import RegistryCore
package import TemplateLanguage
package import Values

/// One evaluation of a template over a snapshot. Pure: the same template, snapshot and surroundings
/// give the same outcome.
package enum RenderPass {
  /// Renders a template.
  ///
  /// An error while data is missing is no error yet: the template saw empty values in its place. It
  /// makes the pass incomplete, and comes back if it is still there when the data is.
  package static func run(
    _ template: CompiledTemplate, snapshot: Snapshot, grammar: QueryGrammar,
    surroundings: RenderContext.Surroundings = RenderContext.Surroundings()
  ) throws(TemplateError) -> RenderOutcome {
    try run(
      template,
      in: RenderContext(snapshot: snapshot, grammar: grammar, surroundings: surroundings))
  }

  /// Renders a template in a fresh context, which afterwards holds what else there is to know, such as
  /// the debug output; on `data`, which consul-template and confd leave nil.
  package static func run(
    _ template: CompiledTemplate, in context: RenderContext, data: Value = .null
  ) throws(TemplateError) -> RenderOutcome {
    let output = OutputBuffer(limit: template.set.options.limits.outputBytes)
    do throws(TemplateError) {
      try template.set.execute(template.entry, data: data, context: context, output: output)
    } catch {
      if context.missing.isEmpty { throw error }
    }
    guard context.missing.isEmpty else {
      return .incomplete(missing: context.missing, inputs: context.inputs)
    }
    return .complete(bytes: output.bytes(), inputs: context.inputs)
  }
}
