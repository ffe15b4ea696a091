import TemplateLanguage
import Values

/// sprig's functions on regular expressions, pattern first.
enum SprigRegex {
  static let all: [TemplateFunction] =
    both("Match", [.string, .string]) { regex, a throws(ValueError) in
      .bool(try regex.matches(try a.bytes(1)))
    }
    + both("FindAll", [.string, .string, .int]) { regex, a throws(ValueError) in
      let text = try a.bytes(1)
      let places = try regex.places(in: text, limit: limit(try a.whole(2)))
      if places.isEmpty { return .list(ListValue([], elementType: .string, isNil: true)) }
      return .strings(places.compactMap { $0.first ?? nil }.map { text[$0] })
    }
    + both("Find", [.string, .string]) { regex, a throws(ValueError) in
      let text = try a.bytes(1)
      guard let place = try regex.places(in: text, limit: 1).first?.first ?? nil else {
        return .string("")
      }
      return .bytes(text[place])
    }
    + both("ReplaceAll", [.string, .string, .string]) { regex, a throws(ValueError) in
      .bytes(try regex.replaceAll(in: try a.bytes(1), with: try a.bytes(2)))
    }
    + both("ReplaceAllLiteral", [.string, .string, .string]) { regex, a throws(ValueError) in
      let template = try a.bytes(2).replacing("$", with: "$$")
      return .bytes(try regex.replaceAll(in: try a.bytes(1), with: template))
    }
    + both("Split", [.string, .string, .int], split)
    + [.sprig("regexQuoteMeta", [.string]) { a throws(ValueError) in quoted(try a.bytes(0)) }]

  /// A function and its `must` form, which only differ in what a wrong pattern does.
  private static func both(
    _ name: String, _ parameters: [GoType],
    _ body: @escaping @Sendable (Regex, [Value]) throws(ValueError) -> Value
  ) -> [TemplateFunction] {
    [
      .sprig("regex" + name, parameters) { a throws(ValueError) in
        let regex: Regex
        do throws(ValueError) {
          regex = try RegexCache.shared.regex(try a.bytes(0))
        } catch {
          if name == "Match" { return .bool(false) }
          throw ValueError("regexp: Compile(\(quotedPattern(try a.bytes(0)))): \(error.message)")
        }
        return try body(regex, a)
      },
      .sprig("mustRegex" + name, parameters) { a throws(ValueError) in
        try body(try RegexCache.shared.regex(try a.bytes(0)), a)
      },
    ]
  }

  private static func quotedPattern(_ pattern: Bytes) -> Bytes {
    GoFormat.sprintf("%#q", [.bytes(pattern)])
  }

  private static func limit(_ count: Int) -> Int { count < 0 ? Int.max : count }

  /// Go's `Regexp.Split`: at most COUNT pieces, all if it is negative, none if it is 0.
  private static func split(_ regex: Regex, _ a: [Value]) throws(ValueError) -> Value {
    let (pattern, text, count) = (try a.bytes(0), try a.bytes(1), try a.whole(2))
    if count == 0 { return .list(ListValue([], elementType: .string, isNil: true)) }
    if !pattern.isEmpty, text.isEmpty { return .strings([""]) }
    var pieces: [Bytes] = []
    var (start, end) = (0, 0)
    for place in try regex.places(in: text, limit: limit(count)).compactMap({ $0.first ?? nil }) {
      if count > 0, pieces.count == count - 1 { break }
      end = place.lowerBound
      if place.upperBound != 0 { pieces.append(text[start..<end]) }
      start = place.upperBound
    }
    if end != text.count { pieces.append(text[start..<text.count]) }
    return .strings(pieces)
  }

  private static func quoted(_ text: Bytes) -> Value {
    let special = Set(#"\.+*?()|[]{}^$"#.utf8)
    return .bytes(
      Bytes(text.storage.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }))
  }
}
