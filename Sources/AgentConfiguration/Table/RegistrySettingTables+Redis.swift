import SystemSupport

/// The settings of a Redis registry while they are read.
typealias RedisDraft = RegistrySettings.RedisSettings

extension RegistrySettingTables {
  /// The keys of a `redis` registry.
  static let redis: [Setting<RedisDraft>] = redisAccess + redisKeys + redisTiming

  private static let redisAccess: [Setting<RedisDraft>] = [
    redisEndpoints(
      .init(
        "endpoints", "array of addresses", default: "127.0.0.1:6379",
        "servers with the same data: `host:port`, `host:port/database` or `unix:///path`; the one "
          + "that answered last is asked, the others when it fails")),
    redisEndpoints(.init("address", "address", "another name of `endpoints`, for a single server")),
    .text(.init("username", "name", default: "default", "the user"), \.user),
    .secret(.init("password", "text", "the password", isSecret: true), \.password),
    .path(
      .init(
        "password_file", "path", "a file that holds the password, read anew for each connection"),
      \.passwordFile),
    Setting(
      .init("database", "number", default: "0", "the database of addresses that name none")
    ) { target, node, list in
      if let number = node.integer("database", in: 0...99_999, &list) {
        target.database = Int(number)
      }
    },
  ]

  private static let redisKeys: [Setting<RedisDraft>] = [
    .text(
      .init(
        "prefix", "text", default: "\"\"",
        "stands before every key: with `/` the key of `a/b` is `/a/b`"),
      \.prefix),
    Setting(
      .init("separator", "text", default: "/", "what stands for a slash in keys, such as `:`")
    ) { target, node, list in
      if let text = node.filledText("separator", &list) { target.separator = text }
    },
    .word(
      .init(
        "search", "all|confd", default: "all",
        "what a prefix finds: all keys that begin with it and the fields of hashes, or as confd "
          + "only the string or hash that it names, or else the strings below it"),
      \.search),
  ]

  private static let redisTiming: [Setting<RedisDraft>] = [
    .duration(
      .init(
        "timeout", "duration", default: "5s",
        "how long a server may be silent while it owes an answer"),
      \.timeout, atLeast: .milliseconds(10)),
    .duration(
      .init("connect_timeout", "duration", default: "3s", "how long a connection may take"),
      \.connectTimeout, atLeast: .milliseconds(10)),
    .duration(
      .init(
        "watchdog", "duration", default: "15s",
        "how often the server that tells of changes is asked for a sign of life"),
      \.watchdog, atLeast: .milliseconds(100)),
    .duration(
      .init(
        "reread", "duration", default: "1m",
        "how often everything is read anew, as Redis does not tell of `FLUSHDB` and the like"),
      \.reread, atLeast: .seconds(1)),
    .duration(
      .init(
        "poll", "duration", default: "10s",
        "how often everything is read anew where `notify-keyspace-events` is not on"),
      \.poll, atLeast: .milliseconds(100)),
    .duration(
      .init("retry_min", "duration", default: "250ms", "the first pause after a failure"),
      \.retry.minimum, atLeast: .milliseconds(1)),
    .duration(
      .init("retry_max", "duration", default: "30s", "the longest pause after failures"),
      \.retry.maximum, atLeast: .milliseconds(1)),
  ]

  private static func redisEndpoints(_ description: SettingDescription) -> Setting<RedisDraft> {
    Setting(description) { target, node, list in
      guard let endpoints = addresses(node, description.key, &list) else { return }
      for endpoint in endpoints {
        guard let problem = RegistryAddress.redisProblem(of: endpoint) else { continue }
        list.error("invalid-value", "each of `\(description.key)` \(problem)", at: node)
        return
      }
      target.endpoints = endpoints
    }
  }
}
