internal import Values

/// `nil`, which is an operand but no command.
final class NilNode: Expression {
  override func write(to printer: inout NodePrinter) { printer.write("nil") }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    return .absent
  }

  override func argument(
    _ run: inout Evaluation, _ dot: Value, _ type: GoType
  ) throws(Failure) -> Value {
    run.at(self)
    guard type.canBeNil else { throw run.fail("cannot assign nil to \(type.name)") }
    return Value.zero(of: type)
  }
}
