internal import Values

/// The operands of a node, to be evaluated without counting references: the node holds them.
struct Operands {
  private let base: UnsafeMutablePointer<Unmanaged<Expression>>
  let count: Int

  /// The node that keeps `expressions` must `deallocate` this in the end.
  init(_ expressions: [Expression]) {
    count = expressions.count
    base = .allocate(capacity: max(1, count))
    for (index, expression) in expressions.enumerated() {
      (base + index).initialize(to: Unmanaged.passUnretained(expression))
    }
  }

  func deallocate() { base.deallocate() }

  /// The value of an operand.
  @inline(__always)
  func evaluate(
    _ index: Int, _ run: inout Evaluation, _ dot: Value
  ) throws(Failure) -> Value {
    var failure: Failure?
    let value = base[index]._withUnsafeGuaranteedRef { expression in
      do throws(Failure) { return try expression.evaluate(&run, dot) } catch {
        failure = error
        return .absent
      }
    }
    if let failure { throw failure }
    return value
  }
}
