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
}
