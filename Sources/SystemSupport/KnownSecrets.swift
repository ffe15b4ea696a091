import Synchronization

/// Texts that were decrypted for files. Other programs quote such files, in what a check or the
/// balancer answers, and nothing that is said to people may show them.
package final class KnownSecrets: Sendable {
  /// Those of this process, which all logs and messages ask.
  package static let shared = KnownSecrets()

  private struct State {
    /// The oldest first, and each once.
    var texts: [String] = []
    /// The longest first: what contains another goes before it.
    var ordered: [String] = []
  }

  /// Older texts than so many are forgotten.
  private static let limit = 1000
  /// What is shorter is found in every other line and keeps nothing secret.
  private static let shortest = 4

  private let state = Mutex(State())

  /// None.
  package init() {}

  /// Adds a text, and the parts of a longer one between blanks, as a file's words are quoted alone.
  package func add(_ text: String) {
    let parts = text.split(whereSeparator: \.isWhitespace).filter { $0.utf8.count >= 8 }
    let found = Set([text] + parts.map(String.init)).filter { $0.utf8.count >= Self.shortest }
    state.withLock { state in
      let new = found.subtracting(state.texts)
      guard !new.isEmpty else { return }
      state.texts = (state.texts + new.sorted()).suffix(Self.limit)
      state.ordered = state.texts.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }
  }

  /// A text with `[hidden]` in the place of what is secret.
  package func hidden(in text: String) -> String {
    let secrets = state.withLock { $0.ordered }
    return secrets.reduce(text) { $0.replacing($1, with: "[hidden]") }
  }
}
