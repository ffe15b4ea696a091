import TemplateLanguage
import Values

/// `split join splitToMap`: texts to lists and back.
enum SplittingFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("split", [.string, .string], body: split),
    TemplateFunction("join", [.string, .slice(.string)], body: join),
    TemplateFunction("splitToMap", [.string, .string, .string], body: splitToMap),
  ]

  /// `split SEPARATOR TEXT`; white space around the text is dropped first.
  private static func split(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(1).trimmed
    return .strings(text.isEmpty ? [] : text.split(by: try arguments.bytes(0)))
  }

  /// `join SEPARATOR LIST`
  private static func join(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try joined(try arguments.list(1), by: try arguments.bytes(0)))
  }

  /// The strings of a list with a separator between them.
  static func joined(_ list: [Value], by separator: Bytes) throws(ValueError) -> Bytes {
    let pieces = try list.strings(from: 0)
    let separators = TextLimit.product(separator.count, max(0, pieces.count - 1))
    try TextLimit.check(pieces.reduce(separators) { $0 + $1.count })
    var result = Bytes()
    for (index, piece) in pieces.enumerated() {
      if index > 0 { result.append(separator) }
      result.append(piece)
    }
    return result
  }

  /// `splitToMap SEPARATOR ASSIGNMENT TEXT`; pieces without the assignment are dropped.
  private static func splitToMap(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let text = try arguments.bytes(2).trimmed
    let assignment = try arguments.bytes(1)
    var entries: [(Bytes, Value)] = []
    for piece in text.isEmpty ? [] : text.split(by: try arguments.bytes(0)) {
      if assignment.isEmpty {
        entries.append(("", .bytes(piece)))
        continue
      }
      let place = TextSearch(assignment).places(in: piece, limit: 1).first
      guard let place else { continue }
      let value = piece[(place + assignment.count)..<piece.count]
      entries.append((piece[0..<place], .bytes(value)))
    }
    return .map(MapValue(entries, valueType: .string))
  }
}
