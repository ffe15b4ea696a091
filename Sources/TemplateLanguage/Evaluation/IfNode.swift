internal import Values

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
