import DataFormats
import TemplateLanguage
import Values

/// The maintained confd fork's functions on texts, patterns and JSON.
enum ConfdFormatFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("toJson", [.any], body: toJSON),
    TemplateFunction("toPrettyJson", [.any], body: toPrettyJSON),
    TemplateFunction("fromJson", [.string], body: fromJSON),
    TemplateFunction("indent", [.int, .string], body: indent),
    TemplateFunction("nindent", [.int, .string], body: nindent),
    TemplateFunction("quote", [.string], body: quote),
    TemplateFunction("squote", [.string], body: squote),
    TemplateFunction("regexMatch", [.string, .string], body: regexMatch),
    TemplateFunction("regexFind", [.string, .string], body: regexFind),
    TemplateFunction("regexReplaceAll", [.string, .string, .string], body: regexReplaceAll),
    TemplateFunction("trimPrefix", [.string, .string], body: trimPrefix),
    TemplateFunction("repeat", [.int, .string], body: repeated),
    TemplateFunction("nospace", [.string], body: nospace),
    TemplateFunction("snakecase", [.string], body: snakecase),
    TemplateFunction("camelcase", [.string], body: camelcase),
    TemplateFunction("kebabcase", [.string], body: kebabcase),
    TemplateFunction("sha256sum", [.string], body: sha256sum),
  ]

  private static func toJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try JSONWriter.marshal(arguments[0])) }

  private static func toPrettyJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try JSONWriter.marshal(arguments[0], indent: "  ")) }

  private static func fromJSON(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { try DataFunctions.json(try arguments.bytes(0)) }

  /// Blanks before every line, also an empty one.
  private static func indented(_ arguments: [Value]) throws(ValueError) -> Bytes {
    let width = Int(try arguments.int(0))
    let text = try arguments.bytes(1)
    guard width >= 0 else { throw ValueError("negative width") }
    let lines = text.storage.reduce(1) { $0 + ($1 == newline ? 1 : 0) }
    try TextLimit.check(text.count + TextLimit.product(width, lines))
    let blanks = [UInt8](repeating: 0x20, count: width)
    var result = blanks
    for byte in text.storage {
      result.append(byte)
      if byte == newline { result += blanks }
    }
    return Bytes(result)
  }

  private static func indent(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try indented(arguments)) }

  private static func nindent(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    var text = Bytes("\n")
    text.append(try indented(arguments))
    return .bytes(text)
  }

  private static func quote(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(wrapped(try arguments.bytes(0), in: "\"")) }

  private static func squote(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(wrapped(try arguments.bytes(0), in: "'")) }

  private static func wrapped(_ text: Bytes, in mark: Bytes) -> Bytes {
    var result = mark
    result.append(text)
    result.append(mark)
    return result
  }

  private static func regexMatch(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let regex = try RegexCache.shared.regex(try arguments.bytes(0))
    return .bool(try regex.matches(try arguments.bytes(1)))
  }

  /// `regexFind PATTERN TEXT`: the first match, or nothing.
  private static func regexFind(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let search = RegexSearch(try RegexCache.shared.regex(try arguments.bytes(0)))
    let text = try arguments.bytes(1)
    guard let place = try search.first(in: text, from: 0)?.first ?? nil else { return .bytes("") }
    return .bytes(text[place])
  }

  /// `regexReplaceAll PATTERN TEXT REPLACEMENT`
  private static func regexReplaceAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let regex = try RegexCache.shared.regex(try arguments.bytes(0))
    let template = try arguments.bytes(2)
    return .bytes(try regex.replaceAll(in: try arguments.bytes(1), with: template))
  }

  /// `trimPrefix TEXT PREFIX`
  private static func trimPrefix(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    let prefix = try arguments.bytes(1)
    return .bytes(text.hasPrefix(prefix) ? text[prefix.count..<text.count] : text)
  }

  /// `repeat COUNT TEXT`
  private static func repeated(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let count = Int(try arguments.int(0))
    let text = try arguments.bytes(1)
    guard count >= 0 else { throw ValueError("negative count") }
    try TextLimit.check(TextLimit.product(count, text.count))
    if text.isEmpty { return .bytes("") }
    return .bytes(Bytes((0..<count).flatMap { _ in text.storage }))
  }

  private static func nospace(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(0)
    return .bytes(text.mapRunes { $0.properties.isWhitespace ? "" : String($0) })
  }

  private static func snakecase(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(Words(try arguments.bytes(0)).lowered(joinedBy: "_")) }

  private static func camelcase(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(Words(try arguments.bytes(0)).camelCase) }

  private static func kebabcase(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(Words(try arguments.bytes(0)).lowered(joinedBy: "-")) }

  private static func sha256sum(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Hexadecimal.text(try Digest.sha256.hash(try arguments.bytes(0))))
  }

  private static let newline = UInt8(ascii: "\n")
}
