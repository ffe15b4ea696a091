import CPCRE2
package import Values

/// A compiled regular expression with the syntax, the errors and the results of Go's `regexp`.
///
/// The engine is PCRE2, which may backtrack: a search that needs too many steps ends in an error.
/// Bytes of a text that are not UTF-8 are matched by nothing.
package final class Regex: @unchecked Sendable {
  // Sendable: PCRE2 only reads the compiled code, which is freed with the last reference.

  private let code: OpaquePointer
  private let pattern: Bytes
  let names: [String: [Int]]
  let groupCount: Int

  /// The most steps of one search, and the most memory in KiB.
  private static let stepLimit: UInt32 = 10_000_000
  private static let heapLimit: UInt32 = 64 << 10

  /// Compiles a pattern.
  package init(_ pattern: Bytes) throws(ValueError) {
    guard let text = String(validating: pattern.storage, as: UTF8.self) else {
      throw ValueError(RegexError(code: .invalidUTF8, part: pattern.string).message)
    }
    self.pattern = pattern
    do throws(RegexError) {
      let translation = try RegexTranslation(text)
      names = translation.names
      groupCount = translation.groupCount
      guard let code = Regex.compile(translation.pattern) else {
        throw Regex.refusal(of: translation, text)
      }
      self.code = code
    } catch {
      throw ValueError(error.message)
    }
    // Where just-in-time compilation is impossible, the interpreter does the work.
    _ = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
  }

  deinit { pcre2_code_free_8(code) }

  /// Whether the pattern matches somewhere in a text.
  package func matches(_ text: Bytes) throws(ValueError) -> Bool {
    try RegexSearch(self).first(in: text, from: 0) != nil
  }

  /// The places of all matches, which do not overlap, at most `limit`: of the whole and the groups.
  package func places(
    in text: Bytes, limit: Int = Int.max
  ) throws(ValueError) -> [[Range<Int>?]] {
    let search = RegexSearch(self)
    var places: [[Range<Int>?]] = []
    var position = 0
    var end = -1
    while position <= text.count, places.count < limit {
      guard let match = try search.first(in: text, from: position), let whole = match.first ?? nil
      else { break }
      // An empty match right behind a match is none.
      if !whole.isEmpty || whole.lowerBound != end { places.append(match) }
      end = whole.upperBound
      position =
        whole.isEmpty
        ? whole.upperBound + Regex.width(of: text, at: whole.upperBound) : whole.upperBound
    }
    return places
  }

  /// The text with every match replaced by the template, in which `$1`, `$name`, `${1}` and
  /// `${name}` stand for groups and `$$` for a dollar.
  package func replaceAll(in text: Bytes, with template: Bytes) throws(ValueError) -> Bytes {
    let search = RegexSearch(self)
    let expansion = RegexExpansion(template, names: names)
    var result = Bytes()
    var copied = 0
    var position = 0
    while position <= text.count {
      guard let match = try search.first(in: text, from: position), let whole = match.first ?? nil
      else { break }
      result.storage += text.storage[copied..<whole.lowerBound]
      // An empty match right behind a match is none.
      if whole.upperBound > copied || whole.lowerBound == 0 {
        expansion.append(match, of: text, to: &result)
        try TextLimit.check(result.count)
      }
      copied = whole.upperBound
      position = max(whole.upperBound, position + Regex.width(of: text, at: position))
    }
    result.storage += text.storage[copied..<text.count]
    return result
  }

  /// The length of the code point at a position; 1 at the end and for what is not UTF-8.
  private static func width(of text: Bytes, at position: Int) -> Int {
    guard position < text.count, text[position] >= 0x80 else { return 1 }
    var runes = Runes(text[position..<min(text.count, position + 4)])
    return runes.next()?.range.count ?? 1
  }

  fileprivate static func stepsExceeded(_ pattern: Bytes) -> ValueError {
    ValueError(
      "the regular expression `\(pattern)` needs too many steps on this text; "
        + "write it without nested repetitions")
  }

  private static func compile(_ pattern: String) -> OpaquePointer? {
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    pcre2_set_parens_nest_limit_8(context, UInt32(2 * RegexTranslation.deepestNesting))
    let options =
      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX
      | PCRE2_NEVER_BACKSLASH_C
    var error: Int32 = 0
    var offset = 0
    let bytes = Array(pattern.utf8)
    return pcre2_compile_8(bytes, bytes.count, UInt32(options), &error, &offset, context)
  }

  /// Why PCRE2 refuses what the translation let through: an unknown Unicode class, or the size.
  private static func refusal(of translation: RegexTranslation, _ text: String) -> RegexError {
    for (written, rewritten) in translation.unicodeClasses {
      guard let code = compile(rewritten) else {
        return RegexError(code: .invalidRange, part: written)
      }
      pcre2_code_free_8(code)
    }
    return RegexError(code: .isTooLarge, part: text)
  }

  /// One search after the other over texts, with the memory they share. Not thread safe.
  fileprivate func search(
    _ text: Bytes, _ start: Int, _ data: OpaquePointer?, _ context: OpaquePointer?
  ) throws(ValueError) -> [Range<Int>?]? {
    var status = Regex.match(code, text, start, 0, data, context)
    if status == PCRE2_ERROR_JIT_STACKLIMIT {
      status = Regex.match(code, text, start, UInt32(PCRE2_NO_JIT), data, context)
    }
    if status == PCRE2_ERROR_NOMATCH { return nil }
    guard status > 0, let offsets = pcre2_get_ovector_pointer_8(data) else {
      throw Regex.stepsExceeded(pattern)
    }
    return (0...groupCount).map { group in
      // A group that took no part has no place: -1, which is PCRE2's largest number.
      guard group < status, offsets[2 * group] >= 0,
        offsets[2 * group] <= offsets[2 * group + 1]
      else { return nil }
      return offsets[2 * group]..<offsets[2 * group + 1]
    }
  }

  private static func match(
    _ code: OpaquePointer, _ text: Bytes, _ start: Int, _ options: UInt32,
    _ data: OpaquePointer?, _ context: OpaquePointer?
  ) -> Int32 {
    text.storage.withUnsafeBufferPointer {
      pcre2_match_8(code, $0.baseAddress, $0.count, start, options, data, context)
    }
  }

  fileprivate func makeData() -> OpaquePointer? {
    pcre2_match_data_create_from_pattern_8(code, nil)
  }

  fileprivate static func makeContext() -> OpaquePointer? {
    let context = pcre2_match_context_create_8(nil)
    pcre2_set_match_limit_8(context, stepLimit)
    pcre2_set_heap_limit_8(context, heapLimit)
    return context
  }
}

/// The memory of searches with one expression.
final class RegexSearch {
  private let regex: Regex
  private let data: OpaquePointer?
  private let context: OpaquePointer?

  init(_ regex: Regex) {
    self.regex = regex
    data = regex.makeData()
    context = Regex.makeContext()
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
  }

  /// The places of the whole match and of the groups of the first match at or behind `start`.
  func first(in text: Bytes, from start: Int) throws(ValueError) -> [Range<Int>?]? {
    try regex.search(text, start, data, context)
  }
}
