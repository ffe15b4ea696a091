import TemplateLanguage
import Values

/// `trim* to{Lower,Upper,Title} replaceAll indent`: texts to texts.
enum TextFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("trim", [.string, .string], body: trim),
    TemplateFunction("trimPrefix", [.string, .string], body: trimPrefix),
    TemplateFunction("trimSuffix", [.string, .string], body: trimSuffix),
    TemplateFunction("trimSpace", [.string], body: trimSpace),
    TemplateFunction("toLower", [.string], body: toLower),
    TemplateFunction("toUpper", [.string], body: toUpper),
    TemplateFunction("toTitle", [.string], body: toTitle),
    TemplateFunction("replaceAll", [.string, .string, .string], body: replaceAll),
    TemplateFunction("indent", [.int, .string], body: indent),
  ]

  /// `trim CUTSET TEXT`
  private static func trim(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let cutset = Set(Runes(try arguments.bytes(0)).map(\.scalar))
    return .bytes(try arguments.bytes(1).trimming(cutset.contains))
  }

  /// `trimPrefix PREFIX TEXT`
  private static func trimPrefix(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let prefix = try arguments.bytes(0)
    let text = try arguments.bytes(1)
    return .bytes(text.hasPrefix(prefix) ? text[prefix.count..<text.count] : text)
  }

  /// `trimSuffix SUFFIX TEXT`
  private static func trimSuffix(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let suffix = try arguments.bytes(0)
    let text = try arguments.bytes(1)
    return .bytes(text.hasSuffix(suffix) ? text[0..<(text.count - suffix.count)] : text)
  }

  private static func trimSpace(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(try arguments.bytes(0).trimmed) }

  static func toLower(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(LetterCase.lower(try arguments.bytes(0))) }

  static func toUpper(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(LetterCase.upper(try arguments.bytes(0))) }

  private static func toTitle(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value { .bytes(LetterCase.title(try arguments.bytes(0))) }

  /// `replaceAll OLD NEW TEXT`
  private static func replaceAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(2)
    return .bytes(try text.replacing(try arguments.bytes(0), with: try arguments.bytes(1)))
  }

  /// `indent WIDTH TEXT`: blanks before each line that is not empty.
  private static func indent(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let width = Int(try arguments.int(0))
    let text = try arguments.bytes(1)
    guard width >= 0 else { throw ValueError("indent: negative width") }
    let lines = text.storage.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    try TextLimit.check(text.count + TextLimit.product(width, lines))
    let blanks = [UInt8](repeating: 0x20, count: width)
    var result: [UInt8] = []
    var isAtLineStart = true
    for byte in text.storage {
      if isAtLineStart, byte != 0x0A { result += blanks }
      result.append(byte)
      isAtLineStart = byte == 0x0A
    }
    return .bytes(Bytes(result))
  }
}
