import SystemSupport

/// The settings of the whole agent.
enum AgentSettings {
  /// The keys at the top of the file.
  static let root: [Setting<Configuration>] = [
    .filledText(
      .init("default_registry", "name", "the registry that templates ask unless they name one"),
      \.defaultRegistry),
    .path(
      .init(
        "state_dir", "path",
        "where the marks of unfinished work are kept; beside each destination when absent"),
      \.stateDirectory),
    .path(
      .init(
        "cache_dir", "path",
        "where the last answers are kept, for a start while a registry is down; none are kept "
          + "when absent"),
      \.cacheDirectory),
    .bool(
      .init(
        "cache_secrets", "boolean", default: "false",
        "whether answers with secrets are kept there, too"),
      \.cachesSecrets),
    Setting(
      .init(
        "cache_redact", "array of regular expressions",
        "names of keys and metadata whose answers are secrets, too, and not kept there")
    ) { target, node, list in
      if let texts = node.texts("cache_redact", &list) { target.cacheRedactions = texts }
    },
    .duration(
      .init("resync", "duration", default: "5m", "how often everything is verified anew"),
      \.resync, atLeast: .seconds(1)),
  ]

  /// The keys of `[log]`.
  static let log: [Setting<LogSettings>] = [
    Setting(
      .init(
        "level", words(Log.Level.allCases.map(\.name)), default: "info",
        "the least important messages that are written")
    ) { target, node, list in
      guard let text = node.word("level", among: Log.Level.allCases.map(\.name), &list) else {
        return
      }
      target.level = Log.Level.allCases.first { $0.name == text } ?? target.level
    },
    .word(
      .init(
        "format", words(LogSettings.Format.allCases.map(\.rawValue)), default: "text",
        "how messages are written"),
      \.format),
  ]

  /// The choices of a setting, as the reference shows them.
  static func words(_ words: [String]) -> String { words.joined(separator: "|") }
}
