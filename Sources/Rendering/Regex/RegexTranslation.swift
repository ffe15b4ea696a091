/// A pattern in RE2's syntax, checked by Go's rules and rewritten for PCRE2 so that it means the
/// same there. What PCRE2 has beyond RE2 (lookaround, references to groups, possessive repetition,
/// ...) is refused, so that no template depends on it.
struct RegexTranslation {
  /// The pattern for PCRE2.
  let pattern: String
  /// The numbers of the named groups.
  let names: [String: [Int]]
  /// The number of groups, without the whole match.
  let groupCount: Int
  /// The classes such as `\p{Greek}` as written and as rewritten: whether they exist, PCRE2 knows.
  let unicodeClasses: [(written: String, rewritten: String)]

  /// Go's limit.
  static let mostRepetitions = 1000
  /// A fifth of Go's limit: PCRE2 compiles groups by recursion.
  static let deepestNesting = 200
  static let longestPattern = 1 << 16

  init(_ text: String) throws(RegexError) {
    guard text.utf8.count <= RegexTranslation.longestPattern else {
      throw RegexError(code: .isTooLarge, part: String(text.prefix(40)) + "...")
    }
    var translator = RegexTranslator(text)
    pattern = try translator.run()
    names = translator.names
    groupCount = translator.groupCount
    unicodeClasses = translator.unicodeClasses
  }
}

/// The flags of `(?ims U)`.
struct RegexFlags: Equatable {
  var ignoresCase = false
  var isMultiline = false
  var dotMatchesNewline = false
  var isUngreedy = false
}
