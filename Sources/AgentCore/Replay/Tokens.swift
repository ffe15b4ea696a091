package import AgentConfiguration
import SystemSupport

/// The secrets which the registries are asked with. They are in no recording, not even if a
/// template reads one from the environment or a file.
package enum Tokens {
  /// The shortest text that is looked for: shorter ones are found everywhere.
  private static let shortest = 4

  /// The tokens and passwords of a configuration, those in files too.
  package static func all(of configuration: Configuration) -> [String] {
    configuration.registries.flatMap(tokens).filter { $0.utf8.count >= shortest }
  }

  private static func tokens(of registry: RegistrySettings) -> [String] {
    switch registry.kind {
    case .file, .replay: return []
    case .consul(let settings):
      var tokens = [settings.token, settings.basicAuthentication].compactMap { $0?.reveal() }
      if let path = settings.tokenFile, let bytes = try? FileSystem.real.read(path, limit: 1 << 16)
      {
        let text = String(decoding: bytes, as: UTF8.self)
        tokens += text.split(whereSeparator: \.isWhitespace).map(String.init)
      }
      return tokens
    }
  }
}
