internal import Values

/// Statements, one after the other.
final class Block: Node {
  let statements: [Statement]
  /// The same, to be run without counting references: the template holds them.
  private let unmanaged: UnsafeMutablePointer<Unmanaged<Statement>>
  private let count: Int

  init(_ statements: [Statement]) {
    self.statements = statements
    count = statements.count
    unmanaged = .allocate(capacity: max(1, statements.count))
    for (index, statement) in statements.enumerated() {
      (unmanaged + index).initialize(to: Unmanaged.passUnretained(statement))
    }
    super.init(Int(statements.first?.position ?? 0)..<Int(statements.last?.end ?? 0))
  }

  deinit { unmanaged.deallocate() }

  /// Whether there is nothing but white space.
  var isBlank: Bool { statements.allSatisfy(\.isBlank) }

  override func write(to printer: inout NodePrinter) {
    for statement in statements { statement.write(to: &printer) }
  }

  /// Runs the statements until one leaves the loop around them.
  @inline(__always)
  func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    var index = 0
    while index < count {
      try run.step()
      var failure: Failure?
      let flow = unmanaged[index]._withUnsafeGuaranteedRef { statement in
        do throws(Failure) { return try statement.execute(&run, dot) } catch {
          failure = error
          return .break
        }
      }
      if let failure { throw failure }
      if flow != .normal { return flow }
      index &+= 1
    }
    return .normal
  }
}

/// Text between actions.
final class TextNode: Statement {
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ range: Range<Int>, _ text: [UInt8]) {
    self.text = .allocate(capacity: text.count)
    _ = self.text.initialize(from: text)
    super.init(range)
  }

  deinit { text.deallocate() }

  override var isBlank: Bool {
    let text = UnsafeBufferPointer(text)
    var index = 0
    while index < text.count {
      let rune = RuneDecoding.rune(in: text, at: index)
      guard rune.scalar.properties.isWhitespace else { return false }
      index += rune.size
    }
    return true
  }

  override func write(to printer: inout NodePrinter) { printer.bytes += text }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    run.output.append(UnsafeBufferPointer(text))
    return .normal
  }
}

/// `{{pipeline}}`
final class ActionNode: Statement {
  let pipeline: Pipeline
  private let expression: Expression
  private let prints: Bool

  init(_ range: Range<Int>, _ pipeline: Pipeline) {
    self.pipeline = pipeline
    expression = pipeline.simplest
    prints = !pipeline.declares
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    printer.action { pipeline.write(to: &$0) }
  }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    if prints {
      try expression.print(&run, dot, as: self)
    } else {
      _ = try expression.evaluate(&run, dot)
    }
    return .normal
  }
}

/// `{{break}}`
final class BreakNode: Statement {
  override func write(to printer: inout NodePrinter) { printer.action { $0.write("break") } }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow { .break }
}

/// `{{continue}}`
final class ContinueNode: Statement {
  override func write(to printer: inout NodePrinter) { printer.action { $0.write("continue") } }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    .continue
  }
}

/// What `if`, `with` and `range` share: `{{word pipeline}}body{{else}}otherwise{{end}}`.
class BranchNode: Statement {
  let pipeline: Pipeline
  let body: Block
  let otherwise: Block?
  /// The pipeline, or what it amounts to.
  let expression: Expression

  init(_ range: Range<Int>, _ pipeline: Pipeline, _ body: Block, _ otherwise: Block?) {
    self.pipeline = pipeline
    expression = pipeline.simplest
    self.body = body
    self.otherwise = otherwise
    super.init(range)
  }

  /// The keyword.
  var word: String { preconditionFailure("every branch has a keyword") }

  final override func write(to printer: inout NodePrinter) {
    printer.action {
      $0.write(word + " ")
      pipeline.write(to: &$0)
    }
    body.write(to: &printer)
    if let otherwise {
      printer.action { $0.write("else") }
      otherwise.write(to: &printer)
    }
    printer.action { $0.write("end") }
  }
}

/// `{{if pipeline}}…{{else}}…{{end}}`
final class IfNode: BranchNode {
  override var word: String { "if" }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    let mark = run.variables.count
    let isTrue = try expression.evaluate(&run, dot).isTruthy
    var flow = Flow.normal
    if isTrue {
      flow = try body.execute(&run, dot)
    } else if let otherwise {
      flow = try otherwise.execute(&run, dot)
    }
    run.variables.truncate(to: mark)
    return flow
  }
}

/// `{{with pipeline}}…{{else}}…{{end}}`
final class WithNode: BranchNode {
  override var word: String { "with" }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    let mark = run.variables.count
    let value = try expression.evaluate(&run, dot)
    var flow = Flow.normal
    if value.isTruthy {
      let outer = run.isDotInterface
      run.isDotInterface = false
      flow = try body.execute(&run, value)
      run.isDotInterface = outer
    } else if let otherwise {
      flow = try otherwise.execute(&run, dot)
    }
    run.variables.truncate(to: mark)
    return flow
  }
}

/// `{{template "name" pipeline}}`
final class TemplateNode: Statement {
  let name: Bytes
  /// The place of the template in the set.
  let slot: Int
  let pipeline: Pipeline?

  init(_ range: Range<Int>, name: Bytes, slot: Int, _ pipeline: Pipeline?) {
    self.name = name
    self.slot = slot
    self.pipeline = pipeline
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    printer.action {
      $0.write("template " + Quoting.quote(name))
      if let pipeline {
        $0.write(" ")
        pipeline.write(to: &$0)
      }
    }
  }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    run.at(self)
    guard let body = run.session.body(in: slot) else { throw run.failUndefined(self) }
    let limit = run.session.limits.templateDepth
    if run.depth == limit { throw run.fail("exceeded maximum template depth (\(limit))") }
    let argument = try pipeline?.evaluate(&run, dot) ?? .absent
    try run.call(body, argument)
    return .normal
  }
}
