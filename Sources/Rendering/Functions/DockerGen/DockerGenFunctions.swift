import TemplateLanguage
import Values

/// docker-gen's functions whose names no other tool has. Those of containers' labels, and those
/// that read files, are not among them.
enum DockerGenFunctions {
  /// For every dialect.
  static let all: [TemplateFunction] =
    SelectionFunctions.all
    + [
      TemplateFunction("closest", [.slice(.string), .string], body: closest).pure,
      TemplateFunction("comment", [.string, .string], body: comment).pure,
      TemplateFunction("intersect", [.slice(.string), .slice(.string)], body: intersect).pure,
      TemplateFunction("parseJson", [.string], body: parseJSON),
      TemplateFunction("queryEscape", [.string], body: queryEscape).pure,
      TemplateFunction("sha1", [.string], body: sha1).pure,
      TemplateFunction("sortStringsAsc", [.slice(.string)], body: sortStringsAsc).pure,
      TemplateFunction("sortStringsDesc", [.slice(.string)], body: sortStringsDesc).pure,
      TemplateFunction("splitN", [.string, .string, .int], body: splitN).pure,
      TemplateFunction("when", [.bool, .any, .any], body: when),
    ]

  /// Where confd's fork has no functions of the same names.
  static let besideConsul: [TemplateFunction] = [
    TemplateFunction("coalesce", [.any], variadic: true, body: coalesce),
    TemplateFunction("keys", [.any], body: keys),
  ]

  /// `closest LIST TEXT`: the longest of the list's texts that the text contains.
  private static func closest(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let finder = TextFinder(try arguments.list(0).strings(from: 0))
    return .bytes(finder.longest(in: try arguments.bytes(1)) ?? Bytes())
  }

  /// `comment DELIMITER TEXT`: the delimiter before each line, also before the one behind the last
  /// line end.
  private static func comment(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let delimiter = try arguments.bytes(0)
    let lines = try arguments.bytes(1).split(by: "\n")
    try TextLimit.check(TextLimit.product(delimiter.count, lines.count))
    var result = Bytes()
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append("\n") }
      result.append(delimiter)
      result.append(line)
    }
    return .bytes(result)
  }

  /// `intersect LIST LIST`: the texts that are in both, each once, sorted.
  private static func intersect(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let first = Set(try arguments.list(0).strings(from: 0))
    return .strings(first.intersection(try arguments.list(1).strings(from: 0)).sorted())
  }

  private static func parseJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { try DataFunctions.json(try arguments.bytes(0)) }

  private static func queryEscape(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(GoEscaping.urlQuery(try arguments.bytes(0))) }

  private static func sha1(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Hexadecimal.text(try Digest.sha1.hash(try arguments.bytes(0))))
  }

  private static func sortStringsAsc(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .strings(try arguments.list(0).strings(from: 0).sorted()) }

  private static func sortStringsDesc(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .strings(try arguments.list(0).strings(from: 0).sorted(by: >)) }

  /// `splitN TEXT SEPARATOR COUNT`: at most so many pieces; all with a negative count.
  private static func splitN(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let count = try arguments.int(2)
    if count == 0 { return .list(ListValue([], elementType: .string, isNil: true)) }
    let limit = count < 0 ? Int.max : Int(count)
    return .strings(try arguments.bytes(0).split(by: try arguments.bytes(1), limit: limit))
  }

  private static func when(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { try arguments.bool(0) ? arguments[1] : arguments[2] }

  /// The first argument that is not nil.
  private static func coalesce(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { arguments.first { !$0.isSprigNil } ?? .null }

  /// A map's keys, sorted where docker-gen leaves them to chance.
  private static func keys(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    if arguments[0].isSprigNil { return .null }
    guard case .map(let map) = arguments[0] else {
      throw ValueError("cannot call keys on a non-map value: \(GoText.of(arguments[0]))")
    }
    return .list(map.keys)
  }
}
