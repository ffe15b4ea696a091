internal import Values

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
    if let (real, imaginary) = number.complex {
      ideal = .object(ComplexNumber(real: real, imaginary: imaginary))
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
    throw run.fail("\(run.describe(self)) overflows int")
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
