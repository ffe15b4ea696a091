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

  /// The answers that were looked up so far, in order, as far as they are noted.
  private(set) var answers: [EvaluationAnswer] = []

  /// Notes that a function's result depends on an answer.
  package func note(_ answer: EvaluationAnswer) { answers.append(answer) }

  /// Notes answers that stand for another evaluation's.
  func note(_ answers: [EvaluationAnswer]) { self.answers += answers }

  /// A context for functions that need none.
  package init() {}
}

/// An answer from outside that something written depends on.
open class EvaluationAnswer {
  /// An answer.
  package init() {}

  /// Asks again in another evaluation; returns whether the answer is the same one, which nobody can
  /// have changed since.
  open func isRepeated(in context: EvaluationContext) -> Bool { false }
}
