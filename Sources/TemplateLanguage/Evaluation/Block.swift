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
