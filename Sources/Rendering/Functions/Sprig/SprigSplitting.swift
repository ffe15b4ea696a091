import TemplateLanguage
import Values

/// sprig's texts to lists and back.
enum SprigSplitting {
  static let all: [TemplateFunction] = [
    .sprig("split", [.string, .string]) { a throws(ValueError) in
      .map(numbered(try a.bytes(1).split(by: try a.bytes(0))))
    },
    .sprig("splitn", [.string, .int, .string]) { a throws(ValueError) in
      let (count, text) = (try a.whole(1), try a.bytes(2))
      if count == 0 { return .map(numbered([])) }
      return .map(numbered(text.split(by: try a.bytes(0), limit: count < 0 ? Int.max : count)))
    },
    .sprig("splitList", [.string, .string]) { a throws(ValueError) in
      .strings(try a.bytes(1).split(by: try a.bytes(0)))
    },
    .sprig("toStrings", [.any]) { a throws(ValueError) in .strings(a[0].sprigTexts) },
    .sprig("join", [.string, .any]) { a throws(ValueError) in
      let (separator, texts) = (try a.bytes(0), a[1].sprigTexts)
      try SprigLimit.check(
        bytes: texts.reduce(TextLimit.product(separator.count, texts.count)) { $0 + $1.count },
        "sprig_join")
      return .bytes(SprigStrings.joined(texts, by: separator))
    },
    .sprig("sortAlpha", [.any]) { a throws(ValueError) in .strings(sorted(a[0])) },
  ]

  /// The texts of a list in their order; anything else as the one text it is, nil too.
  private static func sorted(_ value: Value) -> [Bytes] {
    if case .list = value { value.sprigTexts.sorted() } else { [value.sprigText] }
  }

  /// The pieces under the keys `_0`, `_1` and so on.
  private static func numbered(_ pieces: [Bytes]) -> MapValue {
    MapValue(
      pieces.enumerated().map { (Bytes("_\($0)"), Value.bytes($1)) }, valueType: .string)
  }
}
