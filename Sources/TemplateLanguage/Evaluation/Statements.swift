internal import Values

/// Statements, one after the other.
final class Block: Node {
  let statements: [Statement]

  init(_ statements: [Statement]) {
    self.statements = statements
    super.init(Int(statements.first?.position ?? 0)..<Int(statements.last?.end ?? 0))
  }

  /// Whether there is nothing but white space.
  var isBlank: Bool { statements.allSatisfy(\.isBlank) }

  override func write(to printer: inout NodePrinter) {
    for statement in statements { statement.write(to: &printer) }
  }

  /// Runs the statements until one leaves the loop around them.
  @inline(__always)
  func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    for statement in statements {
      try run.step()
      let flow = try statement.execute(&run, dot)
      if flow != .normal { return flow }
    }
    return .normal
  }
}

/// Text between actions.
final class TextNode: Statement {
  let text: [UInt8]

  init(_ range: Range<Int>, _ text: [UInt8]) {
    self.text = text
    super.init(range)
  }

  override var isBlank: Bool {
    var index = 0
    while index < text.count {
      let (scalar, width) = RuneReading.rune(in: text, at: index)
      guard Unicode.Scalar(scalar)?.properties.isWhitespace == true else { return false }
      index += width
    }
    return true
  }

  override func write(to printer: inout NodePrinter) { printer.bytes += text }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    run.output.append(text)
    return .normal
  }
}

/// `{{pipeline}}`
final class ActionNode: Statement {
  let pipeline: Pipeline

  init(_ range: Range<Int>, _ pipeline: Pipeline) {
    self.pipeline = pipeline
    super.init(range)
  }

  override func write(to printer: inout NodePrinter) {
    printer.action { pipeline.write(to: &$0) }
  }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    let value = try pipeline.evaluate(&run, dot)
    if case .bytes(let bytes) = value, !pipeline.declares {
      run.output.append(bytes)
    } else if !pipeline.declares {
      try run.write(value, of: self)
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

  init(_ range: Range<Int>, _ pipeline: Pipeline, _ body: Block, _ otherwise: Block?) {
    self.pipeline = pipeline
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
    let isTrue = try pipeline.evaluate(&run, dot).isTruthy
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
    let value = try pipeline.evaluate(&run, dot)
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
