package import TemplateLanguage

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
