internal import Values

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
