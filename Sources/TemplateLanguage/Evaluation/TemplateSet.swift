package import Diagnostics
package import Values

/// Parsed templates that can call each other, ready to run any number of times, side by side.
package struct TemplateSet: Sendable {
  /// How the templates are read and run.
  package let options: TemplateOptions
  /// All calls of functions in the texts, in order.
  package private(set) var functionCalls: [FunctionCallSite] = []
  /// All uses of templates in the texts, in order.
  package private(set) var templateReferences: [TemplateReference] = []
  /// The templates by their place in the set; nil if only used so far.
  private(set) var bodies: [TemplateBody?] = []
  private let functions: FunctionTable
  private var numbering = ParseJob.Numbering()
  private var firstName: Bytes?

  /// A set without templates.
  package init(options: TemplateOptions = TemplateOptions()) {
    self.options = options
    functions = Builtins.table.merging(options.functions)
  }

  /// Parses a text and adds its templates: itself as `name`, and what it defines.
  ///
  /// As in Go, a template of a known name replaces the known one, unless it is empty. After an
  /// error the set is as it was.
  package mutating func add(_ source: Source, name: String) throws(TemplateError) {
    let job = ParseJob(
      source: source, name: Bytes(name), options: options, functions: functions,
      numbering: numbering)
    try TreeParser(job, name: job.name).parseText()
    add(job)
  }

  /// Adds a text that was refused for an unknown name, so that the set can be looked at; it must
  /// never be run. Returns all unknown names, and the mistake that ended the parsing, if one did.
  package mutating func addToLookAt(_ source: Source, name: String) -> [Diagnostic] {
    let job = ParseJob(
      source: source, name: Bytes(name), options: options, functions: functions,
      numbering: numbering)
    job.unknownNames = []
    do throws(TemplateError) {
      try TreeParser(job, name: job.name).parseText()
      add(job)
      return job.unknownNames ?? []
    } catch {
      return (job.unknownNames ?? []) + [error.diagnostic]
    }
  }

  private mutating func add(_ job: ParseJob) {
    numbering = job.numbering
    functionCalls += job.calls
    templateReferences += job.references
    if firstName == nil { firstName = job.name }
    let missing = numbering.templates.count - bodies.count
    bodies += [TemplateBody?](repeating: nil, count: missing)
    for (name, body) in job.bodies {
      guard let slot = numbering.templates[name] else { continue }
      if body.isEmpty, bodies[slot] != nil { continue }
      bodies[slot] = body
    }
  }

  /// Runs a template on `data` and appends what it writes to `output`; after an error, what was
  /// written before stays there.
  ///
  /// Ends with an error when a limit is hit or the task is cancelled.
  package func execute(
    _ name: String, data: Value, context: EvaluationContext, output: OutputBuffer
  ) throws(TemplateError) {
    guard let slot = slot(of: name), let body = bodies[slot] else {
      throw TemplateError(
        undefined: name, text: undefinedText(name),
        hint: Suggestion.hint(for: name, among: templateNames))
    }
    var failure: Failure?
    withUnsafeCurrentTask { task in
      let session = EvaluationSession(set: self, context: context) {
        task?.isCancelled ?? false
      }
      if let memory = context.memory, memory.isOf(output) { session.memory = memory }
      let before = context.executeTemplate
      context.executeTemplate = { name, data throws(ValueError) in
        try session.executeNested(name, data)
      }
      defer { context.executeTemplate = before }
      var run = Evaluation(session, output, body)
      do throws(Failure) {
        try run.start(body, data)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure.error }
  }

  /// The names of the templates, sorted.
  package var templateNames: [String] {
    numbering.templates.filter { bodies[$0.value] != nil }.keys.sorted().map(\.string)
  }

  /// Uses of templates that are not defined, with did-you-mean.
  package var undefinedTemplates: [Diagnostic] {
    let names = templateNames
    let known = Set(names)
    return templateReferences.filter { !known.contains($0.name) }.map { reference in
      Diagnostic(
        code: "unknown-template", "template `\(reference.name)` is not defined",
        source: reference.source, span: reference.span,
        hint: Suggestion.hint(for: reference.name, among: names))
    }
  }

  // MARK: For the evaluator

  /// The number of fields in the texts.
  var fieldCount: Int { numbering.fieldCount }

  /// The place of a template in the set.
  func slot(of name: String) -> Int? { numbering.templates[Bytes(name)] }

  /// What Go says of a template that does not exist.
  func undefinedText(_ name: String) -> String {
    let quoted = Quoting.quote(name)
    let owner = Quoting.quote(firstName ?? Bytes())
    return "template: no template \(quoted) associated with template \(owner)"
  }
}
