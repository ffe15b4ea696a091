package import Values

/// What functions may know of the running evaluation. Subclasses add what their functions need,
/// such as the snapshot of readings; a function that needs a subclass casts to it.
///
/// One evaluation owns its context: it is neither shared nor reused.
open class EvaluationContext {
  /// Runs another template of the set and returns what it wrote, for `executeTemplate`; set by the
  /// evaluator while it runs.
  package var executeTemplate: ((_ name: String, _ data: Value) throws(ValueError) -> Bytes)?

  /// What the last evaluation of the same template wrote, if it is to be used and kept.
  package var memory: EvaluationMemory?

  /// A context for functions that need none.
  package init() {}
}
