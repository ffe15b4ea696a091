internal import Values

/// What the evaluations of one `execute` share: the set, the limits, the functions' context.
/// Templates that functions run (`executeTemplate`) belong to it too. One thread at a time uses it.
final class EvaluationSession {
  let set: TemplateSet
  let context: EvaluationContext
  let limits: EvaluationLimits
  let missingKey: MissingKey
  let options: TemplateOptions
  let caches: FieldCaches
  /// What the last evaluation wrote; nil where nothing is to be remembered.
  var memory: EvaluationMemory?
  /// Where evaluation must go on on another stack.
  var stackLimit: UInt
  /// How many more steps are allowed.
  private(set) var stepsLeft: Int
  private var nesting = 0
  private let isCancelled: () -> Bool
  private let bodies: [TemplateBody?]

  /// How many steps pass between two looks at the limits.
  static let stepsBetweenChecks = 2048

  init(
    set: TemplateSet, context: EvaluationContext, isCancelled: @escaping () -> Bool
  ) {
    self.set = set
    self.context = context
    self.isCancelled = isCancelled
    options = set.options
    limits = set.options.limits
    missingKey = set.options.missingKey
    bodies = set.bodies
    caches = FieldCaches(count: set.fieldCount)
    stepsLeft = set.options.limits.steps
    stackLimit = DeepStack.limitOnForeignThread()
  }

  /// The template at a place of the set, if it is defined.
  func body(in slot: Int) -> TemplateBody? { slot < bodies.count ? bodies[slot] : nil }

  /// Why the evaluation must end now, if it must. Called once in `stepsBetweenChecks` steps.
  func check(_ output: OutputBuffer) -> String? {
    stepsLeft -= EvaluationSession.stepsBetweenChecks
    if stepsLeft <= 0 { return "the template takes more than \(limits.steps) steps" }
    if output.isOverflowing { return overflow(output) }
    return isCancelled() ? "the evaluation was cancelled" : nil
  }

  /// The complaint about an output that is too large.
  func overflow(_ output: OutputBuffer) -> String {
    "the output is larger than the limit of \(output.limit) bytes"
  }

  /// Runs another template of the set for a function, and returns what it wrote.
  func executeNested(_ name: String, _ data: Value) throws(ValueError) -> Bytes {
    guard let slot = set.slot(of: name), let body = body(in: slot) else {
      throw ValueError(set.undefinedText(name))
    }
    guard nesting < limits.nestedExecutions else {
      throw ValueError("templates execute each other more than \(nesting) deep")
    }
    nesting += 1
    defer { nesting -= 1 }
    let output = OutputBuffer(limit: limits.outputBytes)
    let outer = memory
    memory = nil
    defer { memory = outer }
    var run = Evaluation(self, output, body)
    do throws(Failure) {
      try run.start(body, data)
    } catch {
      throw ValueError(error.error.goText)
    }
    return Bytes(output.bytes())
  }
}
