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
    case .file, .environment, .replay: []
    case .consul(let settings):
      [settings.token, settings.basicAuthentication].compactMap { $0?.reveal() }
        + words(of: settings.tokenFile)
    case .etcd(let settings):
      [settings.password].compactMap { $0?.reveal() } + words(of: settings.passwordFile)
    case .redis(let settings):
      [settings.password].compactMap { $0?.reveal() } + words(of: settings.passwordFile)
    case .etcdV2(let settings): parts(of: settings.basicAuthentication)
    }
  }

  /// `user:password`, and the password by itself.
  private static func parts(of login: Secret?) -> [String] {
    guard let text = login?.reveal() else { return [] }
    return [text, String(text.drop { $0 != ":" }.dropFirst())]
  }

  /// The words of a file with a secret; none where it cannot be read.
  private static func words(of path: String?) -> [String] {
    guard let path, let bytes = try? FileSystem.real.read(path, limit: 1 << 16) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .map(String.init)
  }
}
