import TemplateLanguage
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// sprig's arithmetic, left operand first. Integers are `int64` and wrap around.
enum SprigMath {
  static let all: [TemplateFunction] = [
    .sprig("atoi", [.string]) { a throws(ValueError) in
      .int((try? Numerals.int(try a.bytes(0))) ?? 0, .int)
    },
    .sprig("int", [.any]) { a throws(ValueError) in .int(SprigCast.int(a[0]), .int) },
    .sprig("int64", [.any]) { a throws(ValueError) in .int64(SprigCast.int(a[0])) },
    .sprig("float64", [.any]) { a throws(ValueError) in .float(SprigCast.float(a[0])) },
    .sprig("toDecimal", [.any]) { a throws(ValueError) in .int64(octal(a[0])) },
    .sprig("add1", [.any]) { a throws(ValueError) in .int64(SprigCast.int(a[0]) &+ 1) },
    .sprig("add", [.any], variadic: true) { a throws(ValueError) in
      .int64(a.reduce(0) { $0 &+ SprigCast.int($1) })
    },
    .sprig("sub", [.any, .any]) { a throws(ValueError) in
      .int64(SprigCast.int(a[0]) &- SprigCast.int(a[1]))
    },
    .sprig("mul", [.any, .any], variadic: true) { a throws(ValueError) in
      .int64(a.reduce(1) { $0 &* SprigCast.int($1) })
    },
    .sprig("div", [.any, .any]) { a throws(ValueError) in
      let divisor = SprigCast.int(a[1])
      guard divisor != 0 else { throw MathFunctions.divisionByZero }
      return .int64(SprigCast.int(a[0]).dividedReportingOverflow(by: divisor).partialValue)
    },
    .sprig("mod", [.any, .any]) { a throws(ValueError) in
      let divisor = SprigCast.int(a[1])
      guard divisor != 0 else { throw MathFunctions.divisionByZero }
      return .int64(divisor == -1 ? 0 : SprigCast.int(a[0]) % divisor)
    },
    .sprig("max", [.any, .any], variadic: true, largest),
    .sprig("biggest", [.any, .any], variadic: true, largest),
    .sprig("min", [.any, .any], variadic: true) { a throws(ValueError) in
      .int64(a.map(SprigCast.int).min() ?? 0)
    },
    .sprig("maxf", [.any, .any], variadic: true) { a throws(ValueError) in
      .float(folded(a, Double.maximumPropagatingNaN))
    },
    .sprig("minf", [.any, .any], variadic: true) { a throws(ValueError) in
      .float(folded(a, Double.minimumPropagatingNaN))
    },
    .sprig("ceil", [.any]) { a throws(ValueError) in .float(SprigCast.float(a[0]).rounded(.up)) },
    .sprig("floor", [.any]) { a throws(ValueError) in
      .float(SprigCast.float(a[0]).rounded(.down))
    },
    .sprig("round", [.any, .int, .floating(.float64)], variadic: true, round),
    .sprig("add1f", [.any]) { a throws(ValueError) in
      .float(try SprigDecimal.fold([a[0], .int(1)]) { $0.adding($1) })
    },
    .sprig("addf", [.any], variadic: true) { a throws(ValueError) in
      .float(try SprigDecimal.fold([.float(0)] + a) { $0.adding($1) })
    },
    .sprig("subf", [.any, .any], variadic: true) { a throws(ValueError) in
      .float(try SprigDecimal.fold(a) { $0.adding($1.negated) })
    },
    .sprig("mulf", [.any, .any], variadic: true) { a throws(ValueError) in
      .float(try SprigDecimal.fold(a) { $0.multiplied(by: $1) })
    },
    .sprig("divf", [.any, .any], variadic: true) { a throws(ValueError) in
      .float(
        try SprigDecimal.fold(a) { a, b throws(ValueError) in try a.divided(by: b) })
    },
    .volatileSprig("randInt", [.int, .int], random),
  ]

  private static func largest(_ a: [Value]) throws(ValueError) -> Value {
    .int64(a.map(SprigCast.int).max() ?? 0)
  }

  private static func folded(_ a: [Value], _ choose: (Double, Double) -> Double) -> Double {
    let numbers = a.map(SprigCast.float)
    return numbers.dropFirst().reduce(numbers[0], choose)
  }

  /// The number in the octal digits of a value's text; 0 if it has others.
  private static func octal(_ value: Value) -> Int64 {
    let text = GoFormat.sprint([value]).string
    return Int64(text, radix: 8) ?? 0
  }

  /// `round NUMBER PLACES [FROM]`: up from the fraction FROM on, which is a half by default.
  private static func round(_ a: [Value]) throws(ValueError) -> Value {
    var half = 0.5
    if a.count > 2, case .float(let number, _) = a[2] { half = number }
    let power = pow(10, Double(try a.int(1)))
    let shifted = power * SprigCast.float(a[0])
    let fraction = shifted - shifted.rounded(.towardZero)
    return .float(shifted.rounded(fraction >= half ? .up : .down) / power)
  }

  /// A number from the first up to but not including the second.
  private static func random(_ a: [Value]) throws(ValueError) -> Value {
    let (low, high) = (try a.int(0), try a.int(1))
    guard high &- low > 0 else { throw ValueError("invalid argument to Intn") }
    return .int(low &+ Int64.random(in: 0..<(high &- low)), .int)
  }
}

extension Double {
  /// Go's `math.Max`: NaN if either is.
  fileprivate static func maximumPropagatingNaN(_ a: Double, _ b: Double) -> Double {
    a.isNaN || b.isNaN ? .nan : Double.maximum(a, b)
  }

  /// Go's `math.Min`: NaN if either is.
  fileprivate static func minimumPropagatingNaN(_ a: Double, _ b: Double) -> Double {
    a.isNaN || b.isNaN ? .nan : Double.minimum(a, b)
  }
}
