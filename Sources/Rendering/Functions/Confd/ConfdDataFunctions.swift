import TemplateLanguage
import Values

/// confd's functions on numbers, lists and JSON.
enum ConfdDataFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("json", [.string], body: json),
    TemplateFunction("jsonArray", [.string], body: jsonArray),
    TemplateFunction("map", [.any], variadic: true, body: map),
    TemplateFunction("parseBool", [.string], body: parseBool),
    TemplateFunction("reverse", [.any], body: reverse),
    TemplateFunction("sortByLength", [.slice(.string)], body: sortByLength),
    TemplateFunction("add", [.int, .int], body: add),
    TemplateFunction("sub", [.int, .int], body: sub),
    TemplateFunction("mul", [.int, .int], body: mul),
    TemplateFunction("div", [.int, .int], body: div),
    TemplateFunction("mod", [.int, .int], body: mod),
    TemplateFunction("seq", [.int, .int], body: seq),
    TemplateFunction("atoi", [.string], body: atoi),
  ]

  /// The longest list that `seq` makes.
  private static let longestSequence: UInt64 = 1_000_000

  private static func json(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try DataFunctions.json(try arguments.bytes(0)) {
    case .map(let map): return .map(map)
    case .null: return .map(MapValue([], valueType: .any, isNil: true))
    case let other: throw unexpected(other, "map[string]interface {}")
    }
  }

  private static func jsonArray(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    switch try DataFunctions.json(try arguments.bytes(0)) {
    case .list(let list): return .list(list)
    case .null: return .list(ListValue([], elementType: .any, isNil: true))
    case let other: throw unexpected(other, "[]interface {}")
    }
  }

  private static func unexpected(
    _ value: Value, _ type: String
  ) -> ValueError {
    let kind =
      switch value {
      case .map: "object"
      case .list: "array"
      case .bytes: "string"
      case .bool: "bool"
      default: "number"
      }
    return ValueError("json: cannot unmarshal \(kind) into Go value of type \(type)")
  }

  /// `map KEY VALUE ...`
  private static func map(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count % 2 == 0 else { throw ValueError("map: odd number of arguments") }
    var entries: [(Bytes, Value)] = []
    for index in stride(from: 0, to: arguments.count, by: 2) {
      guard case .bytes(let key) = arguments[index] else {
        throw ValueError("map: keys must be strings")
      }
      entries.append((key, arguments[index + 1]))
    }
    return .map(entries)
  }

  private static func parseBool(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bool(try Numerals.bool(try arguments.bytes(0))) }

  /// Texts or pairs in the opposite order; anything else as it is.
  private static func reverse(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard case .list(let list) = arguments[0] else { return arguments[0] }
    switch list.elementType {
    case .string: break
    case .record(let shape) where shape === ConfdKeyFunctions.pairShape: break
    default: return arguments[0]
    }
    return .list(ListValue(list.elements.reversed(), elementType: list.elementType))
  }

  private static func sortByLength(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let texts = try arguments.list(0).strings(from: 0)
    let order = texts.indices.sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
    return .strings(order.map { texts[$0] })
  }

  private static func add(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .int(try arguments.int(0) &+ (try arguments.int(1)), .int) }

  private static func sub(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .int(try arguments.int(0) &- (try arguments.int(1)), .int) }

  private static func mul(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .int(try arguments.int(0) &* (try arguments.int(1)), .int) }

  private static func div(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let divisor = try arguments.int(1)
    guard divisor != 0 else { throw MathFunctions.divisionByZero }
    return .int(try arguments.int(0).dividedReportingOverflow(by: divisor).partialValue, .int)
  }

  private static func mod(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let divisor = try arguments.int(1)
    guard divisor != 0 else { throw MathFunctions.divisionByZero }
    return .int(divisor == -1 ? 0 : try arguments.int(0) % divisor, .int)
  }

  /// `seq FIRST LAST`: ascending, the last included.
  private static func seq(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let first = try arguments.int(0)
    let last = try arguments.int(1)
    let countsDown = (context as? RenderContext)?.surroundings.keys.countsDown == true
    guard first <= last || countsDown else { return .list(ListValue([], elementType: .int)) }
    let (least, greatest) = (min(first, last), max(first, last))
    guard UInt64(bitPattern: greatest &- least) < longestSequence else {
      throw ValueError("seq: more than \(longestSequence) numbers")
    }
    let numbers = (least...greatest).map { Value.int($0, .int) }
    return .list(ListValue(first <= last ? numbers : numbers.reversed(), elementType: .int))
  }

  private static func atoi(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .int(try Numerals.int(try arguments.bytes(0), function: "Atoi"), .int)
  }
}
