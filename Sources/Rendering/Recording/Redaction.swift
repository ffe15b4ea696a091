package import Values

/// Which texts a recording does not show. Names decide (of keys, environment variables, files and
/// metadata), and private keys are known by what they look like.
package struct Redaction: Sendable {
  private let words: [Bytes]
  private let patterns: [Regex]
  private let tokens: [Bytes]
  private let findsPrivateKeys: Bool

  /// What a secret's name has in it, letter case ignored.
  package static let words = [
    "password", "passwd", "passphrase", "secret", "token", "credential", "private", "api_key",
    "api-key", "apikey",
  ]

  /// Nothing is hidden but the tokens, which are those of the registries.
  package static func onlyTokens(_ tokens: [String] = []) -> Redaction {
    Redaction(words: [], patterns: [], tokens: tokens, findsPrivateKeys: false)
  }

  /// What looks like a secret is hidden, also what has a name that one of the patterns matches.
  package static func secrets(
    patterns: [Regex] = [], tokens: [String] = []
  ) -> Redaction {
    Redaction(words: words, patterns: patterns, tokens: tokens, findsPrivateKeys: true)
  }

  private init(
    words: [String], patterns: [Regex], tokens: [String], findsPrivateKeys: Bool
  ) {
    self.words = words.map { Bytes($0) }
    self.patterns = patterns
    self.tokens = tokens.filter { !$0.isEmpty }.map { Bytes($0) }
    self.findsPrivateKeys = findsPrivateKeys
  }

  /// Whether answers that are secret by their sort are shown.
  package var showsSecretKinds: Bool { words.isEmpty }

  /// Whether what has this name is secret. A pattern that gives up counts as a match.
  package func hides(name: Bytes) -> Bool {
    if words.isEmpty && patterns.isEmpty { return false }
    let lower = Bytes(
      name.storage.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
    return words.contains { lower.contains($0) }
      || patterns.contains { (try? $0.matches(name)) ?? true }
  }

  /// Whether a text is secret, whatever its name.
  package func hides(text: Bytes) -> Bool {
    if findsPrivateKeys, text.contains("PRIVATE KEY-----") { return true }
    return tokens.contains { text.contains($0) }
  }
}
