internal import Values

/// `.`
final class DotNode: Expression {
  override func write(to printer: inout NodePrinter) { printer.write(".") }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    return dot
  }
}

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

/// A number or character constant, which adapts to the parameter it is given to.
final class NumberNode: Expression {
  /// As it is written.
  let spelling: [UInt8]
  let number: NumberLiteral
  /// The value where no type is asked for; nil if it fits none.
  private let ideal: Value?

  init(_ range: Range<Int>, text spelling: [UInt8], _ number: NumberLiteral) {
    self.spelling = spelling
    self.number = number
    if number.isComplex {
      ideal = nil
    } else if let floating = number.floating, number.isSpelledAsFloat {
      ideal = .float(floating)
    } else {
      ideal = number.signed.map { .int($0, .int) }
    }
    super.init(range)
  }

  override var literal: Value? { ideal }

  override func write(to printer: inout NodePrinter) { printer.bytes += spelling }

  override func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    run.at(self)
    if let ideal { return ideal }
    let shown = run.describe(self)
    throw run.fail(
      number.isComplex ? "complex constant \(shown) has no use here" : "\(shown) overflows int")
  }

  override func argument(
    _ run: inout Evaluation, _ dot: Value, _ type: GoType
  ) throws(Failure) -> Value {
    run.at(self)
    switch type.underlying {
    case .any: return try evaluate(&run, dot)
    case .signed(let width):
      if let signed = number.signed { return .int(width.wrapping(signed), width) }
    case .unsigned(let width):
      if let unsigned = number.unsigned { return .uint(width.wrapping(unsigned), width) }
    case .floating(let width):
      if let floating = number.floating { return .float(width.rounding(floating), width) }
    default: break
    }
    throw run.failLiteral(self, for: type.underlying)
  }
}
