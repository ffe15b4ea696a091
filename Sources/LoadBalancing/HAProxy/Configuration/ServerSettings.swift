/// What the keywords of a server come to: those of `default-server` lines and its own, later ones
/// before earlier ones, `no-` forms applied.
package struct ServerSettings: Sendable, Equatable {
  /// Keywords with their arguments.
  package private(set) var values: [Word: [Word]] = [:]
  /// From the first keyword that is unknown, everything, as it stands.
  package private(set) var unknown: [Word] = []

  /// Nothing set.
  package init() {}

  /// Takes the keywords of one line, which may be cut off.
  mutating func read(_ words: ArraySlice<Word>) {
    var rest = words
    while let keyword = rest.first {
      guard let known = ServerKeyword.named(keyword), rest.count > known.arguments else {
        unknown += rest
        return
      }
      rest = rest.dropFirst()
      if let negated = ServerKeyword.negated(by: keyword) {
        values[negated] = nil
      } else {
        values[keyword] = Array(rest.prefix(known.arguments))
      }
      rest = rest.dropFirst(known.arguments)
    }
  }

  /// Whether a keyword is set.
  package func has(_ keyword: Word) -> Bool { values[keyword] != nil }

  /// The first argument of a keyword that is set.
  package subscript(keyword: Word) -> Word? { values[keyword]?.first }

  /// The settings without some keywords.
  func without(_ keywords: [Word]) -> ServerSettings {
    var rest = self
    for keyword in keywords { rest.values[keyword] = nil }
    return rest
  }

  /// The keywords in which two servers differ, sorted.
  func differences(from other: ServerSettings) -> [Word] {
    let keywords = Set(values.keys).union(other.values.keys)
    let differing = keywords.filter { values[$0] != other.values[$0] }
    let names = differing.sorted { $0.description < $1.description }
    return unknown == other.unknown ? names : names + (unknown + other.unknown).prefix(1)
  }

  /// All words in a stable order, for `add server`.
  var words: [Word] {
    let sorted = values.sorted { $0.key.description < $1.key.description }
    return sorted.flatMap { [$0.key] + $0.value } + unknown
  }
}
