/// What one pass over a template gave.
package enum RenderOutcome: Sendable, Equatable {
  /// All data was there.
  case complete(bytes: [UInt8], inputs: RenderInputs)
  /// Some data is not there yet: there is nothing to write, and what is missing is not empty.
  case incomplete(missing: [MissingInput], inputs: RenderInputs)

  /// What the pass looked at.
  package var inputs: RenderInputs {
    switch self {
    case .complete(_, let inputs), .incomplete(_, let inputs): inputs
    }
  }
}
