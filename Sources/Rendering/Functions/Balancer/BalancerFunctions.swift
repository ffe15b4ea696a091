import TemplateLanguage
import Values

/// What templates of balancers need and no other tool has: names, quoting, addresses, orders,
/// numbers and units. They exist in every dialect.
enum BalancerFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("identifier", [.string], body: identifier).pure,
    TemplateFunction("serverName", [.any], body: serverName).pure,
    TemplateFunction("haproxyQuote", [.string], body: haproxyQuote).pure,
    TemplateFunction("nginxQuote", [.string], body: nginxQuote).pure,
    TemplateFunction("hostPort", [.string, .any], variadic: true, body: hostPort).pure,
    TemplateFunction("sortBy", [.string, .any], body: sortBy),
    TemplateFunction("stableID", [.int, .int, .string], body: stableID),
    TemplateFunction("stableIDs", [.int, .int, .any], body: stableIDs),
    TemplateFunction("formatDuration", [.any], body: formatDuration).pure,
    TemplateFunction("formatSize", [.any], body: formatSize).pure,
  ]

  private static func identifier(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try BalancerNames.identifier(try arguments.bytes(0)))
  }

  private static func serverName(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try BalancerNames.server(arguments[0])) }

  private static func haproxyQuote(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try Quotes.haproxy(try arguments.bytes(0))) }

  private static func nginxQuote(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try Quotes.nginx(try arguments.bytes(0))) }

  /// `hostPort ADDRESS [PORT]`: an IPv6 address in brackets.
  private static func hostPort(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count <= 2 else {
      throw ValueError("expected an address and a port, found \(arguments.count) arguments")
    }
    let address = try arguments.bytes(0)
    let isBare = address.storage.contains(UInt8(ascii: ":")) && !address.hasPrefix("[")
    var text = Bytes(isBare ? "[" : "")
    text.append(address)
    if isBare { text.append("]") }
    if arguments.count > 1 {
      text.append(":")
      text.append(GoText.of(arguments[1]))
    }
    return .bytes(text)
  }

  /// `sortBy "FIELD,-FIELD" LIST`
  private static func sortBy(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    if case .absent = arguments[1] { return .list([]) }
    if case .null = arguments[1] { return .list([]) }
    guard case .list(let list) = arguments[1] else {
      throw ValueError("expected a list, found \(arguments[1].goTypeName)")
    }
    let order = try FieldOrder(try arguments.bytes(0))
    return .list(
      ListValue(
        try order.sorted(list.elements), elementType: list.elementType, named: list.named,
        isNil: list.isNil))
  }

  /// `stableID FIRST LAST NAME`
  private static func stableID(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let range = try StableNumbers(from: try arguments.int(0), to: try arguments.int(1))
    return .int(try range.number(of: try arguments.bytes(2)), .int)
  }

  /// `stableIDs FIRST LAST LIST`: a number for each text or instance, by name.
  private static func stableIDs(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let range = try StableNumbers(from: try arguments.int(0), to: try arguments.int(1))
    var names: [Bytes] = []
    for element in try arguments.list(2) {
      if let name = element.asBytes {
        names.append(name)
      } else {
        names.append(try BalancerNames.server(element))
      }
    }
    let numbers = try range.numbers(of: names).map { ($0.key, Value.int($0.value, .int)) }
    return .map(MapValue(numbers, valueType: .int))
  }

  private static func formatDuration(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .string(try Units.duration(arguments[0])) }

  private static func formatSize(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .string(try Units.size(arguments[0])) }
}
