internal import Values

/// `"text"` or `` `text` ``.
final class StringNode: Expression {
  /// As it is written.
  let spelling: [UInt8]
  let value: Value

  init(_ range: Range<Int>, literal spelling: [UInt8], _ value: Bytes) {
    self.spelling = spelling
    self.value = .bytes(value)
    super.init(range)
  }

  override var literal: Value? { value }

  override func write(to printer: inout NodePrinter) { printer.bytes += spelling }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    return value
  }

  override func argument(
    _ run: inout Evaluation, _ dot: Value, _ type: GoType
  ) throws(Failure) -> Value {
    run.at(self)
    switch type.underlying {
    case .any, .string: return value
    case let type: throw run.failLiteral(self, for: type)
    }
  }
}
