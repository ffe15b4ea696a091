import AgentConfiguration
import Diagnostics
import Rendering
import Values

extension Assembly {
  /// What the cache of a configuration does not keep; what is wrong with the patterns is added to
  /// the diagnostics.
  static func cacheRedaction(
    of configuration: Configuration, _ diagnostics: inout [Diagnostic]
  ) -> Redaction {
    var patterns: [Regex] = []
    for text in configuration.cacheRedactions {
      do throws(ValueError) {
        patterns.append(try Regex(Bytes(text)))
      } catch {
        diagnostics.append(
          Diagnostic(
            code: "invalid-value",
            "expected a regular expression in `cache_redact`, found `\(text)`: \(error.message)"))
      }
    }
    return configuration.cachesSecrets ? .onlyTokens() : .secrets(patterns: patterns)
  }

  /// What is not shared with other agents. The names of secrets are those that the cache knows.
  func shareRedaction(_ settings: DeduplicationSettings) -> Redaction {
    let tokens = Tokens.all(of: configuration)
    if settings.sharesSecrets { return .onlyTokens(tokens) }
    let patterns = configuration.cacheRedactions.compactMap { try? Regex(Bytes($0)) }
    return .secrets(patterns: patterns, tokens: tokens)
  }
}
