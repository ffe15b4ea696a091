internal import Values

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
