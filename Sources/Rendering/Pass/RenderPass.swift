import TemplateLanguage
package import Values

/// One evaluation of a template over one snapshot. Pure: the same template, snapshot and
/// surroundings give the same result.
package enum RenderPass {
  /// Renders `template` in `context`, which must be fresh and afterwards holds what else there is
  /// to know, such as the debug output; on `data`, which consul-template and confd leave nil.
  /// `memory` is that of the last pass of the same template; it must be used with no other.
  package static func run(
    _ template: CompiledTemplate, in context: RenderContext, data: Value = .null,
    memory: RenderMemory? = nil
  ) -> RenderOutcome {
    context.template = template
    context.memory = memory?.texts
    context.queryMemory = memory?.queries
    context.lastDecryption = memory?.decryption
    // Mostly little changes, and a buffer that grows copies all that it holds.
    let output = OutputBuffer(
      reserving: (memory?.texts.textCount ?? 0) + 4096,
      limit: template.templates.options.limits.outputBytes)
    memory?.texts.begin(output)
    var text: [UInt8]?
    defer {
      memory?.texts.finish(text)
      memory?.queries.finish()
      memory?.decryption.finish()
    }
    do throws(TemplateError) {
      try template.templates.execute(
        template.entry, data: data, context: context, output: output)
    } catch {
      // Zero values stand in for missing data, and a template may stumble over them: what it needs
      // first is the data. Only with all data there an error is the template's own.
      guard context.missing.isEmpty else {
        return .incomplete(missing: context.missing, inputs: context.inputs)
      }
      return .failed(context.hidingSecrets(in: error), inputs: context.inputs)
    }
    guard context.missing.isEmpty else {
      return .incomplete(missing: context.missing, inputs: context.inputs)
    }
    let bytes = output.bytes()
    text = bytes
    return .complete(bytes, inputs: context.inputs)
  }
}
