import TemplateLanguage
import Values

/// A number as consul-template's math sees it: all widths of a kind are one.
enum Operand {
  case int(Int64)
  case uint(UInt64)
  case float(Double)

  /// The number in a value; nil if it is none.
  init?(_ value: Value) {
    switch value.withoutName {
    case .int(let number, _): self = .int(number)
    case .uint(let number, _): self = .uint(number)
    case .float(let number, _): self = .float(number)
    default: return nil
    }
  }

  /// The number with its kind's widest type.
  var value: Value {
    switch self {
    case .int(let number): .int64(number)
    case .uint(let number): .uint64(number)
    case .float(let number): .float(number)
    }
  }

  /// The number as a float64.
  var double: Double {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .float(let number): number
    }
  }

  /// The number as an int64, an unsigned one's bits taken as they are; nil for a float.
  var integer: Int64? {
    switch self {
    case .int(let number): number
    case .uint(let number): Int64(truncatingIfNeeded: number)
    case .float: nil
    }
  }
}
