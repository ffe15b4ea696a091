internal import Values

/// `true` or `false`.
final class BoolNode: Expression {
  let value: Bool

  init(_ range: Range<Int>, _ value: Bool) {
    self.value = value
    super.init(range)
  }

  override var literal: Value? { .bool(value) }

  override func write(to printer: inout NodePrinter) { printer.write(String(value)) }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    return .bool(value)
  }

  override func argument(
    _ run: inout Evaluation, _ dot: Value, _ type: GoType
  ) throws(Failure) -> Value {
    run.at(self)
    switch type.underlying {
    case .any, .bool: return .bool(value)
    case let type: throw run.failLiteral(self, for: type)
    }
  }
}
