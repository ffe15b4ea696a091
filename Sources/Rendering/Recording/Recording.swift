import Diagnostics
package import RegistryCore
package import Values

/// What a snapshot file holds: the answers that a rendering needs, and what else it looked at.
package struct Recording: Sendable {
  /// The answers by the texts of their queries.
  package private(set) var answers: [Bytes: Value] = [:]
  /// The environment variables, nil for one that is not set; nil if the file says nothing of
  /// variables and the real ones count.
  package var environment: [Bytes: Bytes?]?
  /// The files that templates read; nil if the file says nothing of files and the real ones count.
  package var files: [Bytes: File]?
  /// The time of the rendering in nanoseconds since 1970, if it was recorded.
  package var time: Int64?
  /// How many texts were hidden when the file was written.
  package var redactedCount = 0
  /// Answers that people wrote in another way than the canonical one.
  private var otherTexts: [Bytes: Bytes] = [:]

  /// What a template found at a path.
  package enum File: Sendable, Equatable {
    case contents(Bytes)
    /// Something was there that was not or could not be read.
    case exists
    case missing
  }

  /// Nothing.
  package init() {}

  /// Adds an answer under its query's text.
  package mutating func add(_ value: Value, for text: Bytes) { answers[text] = value }

  /// Makes an answer known under the canonical form of its text.
  mutating func alias(_ canonical: Bytes, for text: Bytes) { otherTexts[canonical] = text }

  /// The answer to a query: recorded for its registry, or for none.
  package func answer(to query: Query) -> Value? {
    let bare = Bytes(query.subject.text)
    for text in [Bytes(query.text), bare] {
      if let answer = answers[text] { return answer }
      if let other = otherTexts[text], let answer = answers[other] { return answer }
    }
    return nil
  }

  /// The registries that the texts name.
  package var registries: Set<String> {
    Set(answers.keys.compactMap { QueryWords($0)?.registry?.string })
  }

  /// The text that comes nearest to a query, as it is written; nil if nothing is alike.
  package func nearest(to query: Query) -> String? {
    var written: [String: String] = [:]
    for (canonical, text) in otherTexts { written[canonical.string] = text.string }
    for text in answers.keys { written[text.string] = text.string }
    let bare = query.subject.text
    for text in [query.text, bare] {
      if let near = Suggestion.nearest(to: text, among: written.keys) { return written[near] }
    }
    let word = bare.prefix { $0 != "(" } + "("
    return written.keys.sorted().first { $0.contains(word) }.flatMap { written[$0] }
  }
}
