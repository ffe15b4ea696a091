internal import Diagnostics
internal import Values

/// The state of one run of a template. Nodes receive it `inout` and change it as they go.
struct Evaluation: ~Copyable {
  let session: EvaluationSession
  let output: OutputBuffer
  let caches: FieldCaches
  /// The variables.
  var variables = VariableStack()
  /// How many templates have called each other.
  private(set) var depth = 0
  /// Whether the static type of the dot is an interface in Go: it was an element of `[]any`.
  var isDotInterface = false
  private var body: TemplateBody
  private var node: Unmanaged<Node>
  private var stepsUntilCheck = EvaluationSession.stepsBetweenChecks

  init(_ session: EvaluationSession, _ output: OutputBuffer, _ body: TemplateBody) {
    self.session = session
    self.output = output
    self.body = body
    caches = session.caches
    node = Unmanaged.passUnretained(body.root)
  }

  /// Runs a template from the beginning.
  mutating func start(_ body: TemplateBody, _ data: Value) throws(Failure) {
    if case .null = data {
      try enter(body, .absent)
    } else {
      try enter(body, data)
    }
    if output.isOverflowing { throw fail(session.overflow(output), code: "template-limit") }
  }

  /// Runs a template that this one calls.
  mutating func call(_ callee: TemplateBody, _ argument: Value) throws(Failure) {
    let caller = body
    let outerDot = isDotInterface
    body = callee
    depth += 1
    isDotInterface = false
    try enter(callee, argument)
    isDotInterface = outerDot
    depth -= 1
    body = caller
  }

  private mutating func enter(_ body: TemplateBody, _ data: Value) throws(Failure) {
    if DeepStack.isExhausted(session.stackLimit &+ body.stackNeed) {
      return try enterDeep(body, data)
    }
    try enterHere(body, data)
  }

  private mutating func enterHere(_ body: TemplateBody, _ data: Value) throws(Failure) {
    let frame = variables.enter()
    variables.push(0, data)
    _ = try body.root.execute(&self, data)
    variables.leave(to: frame)
  }

  /// Goes on on a larger stack.
  private mutating func enterDeep(_ body: TemplateBody, _ data: Value) throws(Failure) {
    let before = session.stackLimit
    let session = session
    var result: Result<Void, Failure>?
    let hasRun = DeepStack.run { limit in
      session.stackLimit = limit
      if DeepStack.isExhausted(limit &+ body.stackNeed) { return }
      do throws(Failure) {
        try enterHere(body, data)
        result = .success(())
      } catch {
        result = .failure(error)
      }
    }
    session.stackLimit = before
    guard hasRun, let result else { throw fail("no memory for nesting this deep") }
    try result.get()
  }

  // MARK: Limits

  /// Counts a step; from time to time looks at the limits.
  @inline(__always)
  mutating func step() throws(Failure) {
    stepsUntilCheck &-= 1
    if stepsUntilCheck == 0 { try checkLimits() }
  }

  @inline(never)
  private mutating func checkLimits() throws(Failure) {
    stepsUntilCheck = EvaluationSession.stepsBetweenChecks
    if let complaint = session.check(output) { throw fail(complaint, code: "template-limit") }
  }

  // MARK: Errors

  /// Notes the node that errors are about from now on. No reference is counted: the template
  /// outlives its run.
  @inline(__always)
  mutating func at(_ node: Node) { self.node = Unmanaged.passUnretained(node) }

  /// An error at the node noted last.
  @inline(never)
  func fail(
    _ message: String, code: String = "template-execution", hint: String? = nil
  ) -> Failure {
    let node = node.takeUnretainedValue()
    let position = min(Int(node.position), body.source.text.count)
    return Failure(
      TemplateError(
        executing: body, position: position, span: node.range, shown: describe(node),
        message: message, code: code, hint: hint))
  }

  /// The error of a template that is not there.
  func failUndefined(_ node: TemplateNode) -> Failure {
    let hint = Suggestion.hint(for: node.name.string, among: session.set.templateNames)
    let message = "template \(Quoting.quote(node.name)) not defined"
    return fail(message, code: "unknown-template", hint: hint)
  }

  /// The error of a literal that does not fit a parameter.
  func failLiteral(_ node: Expression, for type: GoType) -> Failure {
    let shown = describe(node)
    switch type {
    case .bool: return fail("expected bool; found \(shown)")
    case .string: return fail("expected string; found \(shown)")
    case .signed: return fail("expected integer; found \(shown)")
    case .unsigned: return fail("expected unsigned integer; found \(shown)")
    case .floating: return fail("expected float; found \(shown)")
    default: return fail("can't handle \(shown) for arg of type \(type.name)")
    }
  }

  /// A node as messages show it.
  func describe(_ node: Node) -> String {
    Bytes(node.printed(with: session.options)).string
  }

  /// A value as messages show it.
  func text(of value: Value) -> String { GoFormat.sprintf("%v", [value]).string }

  // MARK: Values

  /// Writes what an action prints.
  @inline(__always)
  mutating func write(_ value: Value, of action: ActionNode) throws(Failure) {
    do throws(ValueError) {
      try GoFormat.appendAction(value, to: output)
    } catch {
      at(action)
      throw fail("can't print \(describe(action)) of type \(error.message)")
    }
  }

  /// Assigns to an existing variable.
  mutating func assign(
    _ value: Value, to variable: VariableName, isInterface: Bool = false
  ) throws(Failure) {
    guard variables.assign(variable.number, value, isInterface: isInterface) else {
      throw fail("undefined variable: \(variable.name.string)")
    }
  }
}
