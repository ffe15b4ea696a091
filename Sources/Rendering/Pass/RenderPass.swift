import RegistryCore
package import TemplateLanguage
import Values

/// One evaluation of a template over one snapshot. Pure: the same template, snapshot and
/// surroundings give the same result.
package enum RenderPass {
  /// Renders `template` in `context`, which must be fresh.
  package static func run(_ template: CompiledTemplate, in context: RenderContext) -> RenderOutcome
  {
    let output = OutputBuffer()
    do throws(TemplateError) {
      try template.templates.execute(
        template.entry, data: .null, context: context, output: output)
    } catch {
      // Zero values stand in for missing data, and a template may stumble over them: what it needs
      // first is the data. Only with all data there an error is the template's own.
      guard context.missing.isEmpty else {
        return .incomplete(missing: context.missing, inputs: context.inputs)
      }
      return .failed(error, inputs: context.inputs)
    }
    guard context.missing.isEmpty else {
      return .incomplete(missing: context.missing, inputs: context.inputs)
    }
    return .complete(output.bytes(), inputs: context.inputs)
  }
}

/// What came of a pass, and everything it looked at.
package enum RenderOutcome: Sendable {
  /// The whole text.
  case complete([UInt8], inputs: RenderInputs)
  /// Something is not there yet; what was written must not be used.
  case incomplete(missing: [MissingInput], inputs: RenderInputs)
  /// The template is wrong for the data.
  case failed(TemplateError, inputs: RenderInputs)

  /// Everything the pass looked at.
  package var inputs: RenderInputs {
    switch self {
    case .complete(_, let inputs), .incomplete(_, let inputs), .failed(_, let inputs): inputs
    }
  }

  /// What was not there.
  package var missing: [MissingInput] {
    if case .incomplete(let missing, _) = self { missing } else { [] }
  }
}
