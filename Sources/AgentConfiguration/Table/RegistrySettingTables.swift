import SystemSupport

/// The settings of registries, by kind. Adding a kind is one case and one table here.
enum RegistrySettingTables {
  /// The kinds by the name that `kind` gives them.
  enum KindName: String, CaseIterable {
    case consul, env, etcd, etcd2, file, redis

    /// The kind of that name, or of another name that people know it by.
    init?(_ name: String) {
      self.init(rawValue: ["etcd3", "etcdv3"].contains(name) ? "etcd" : name)
    }
  }

  /// What every registry has.
  static let common = SettingDescription(
    "kind", AgentSettings.words(KindName.allCases.map(\.rawValue)), default: "the table's name",
    "which sort of registry it is")

  /// The keys of a `file` registry.
  static let file: [Setting<FileDraft>] = [
    .path(
      .init(
        "path", "path", "a TOML, JSON or YAML file of services and keys, or a directory of them"),
      \.path),
    .word(
      .init(
        "content", AgentSettings.words(Content.allCases.map(\.rawValue)), default: "catalog",
        "whether files hold tables `service` and `keys`, or are keys and nothing else"),
      \.content),
    Setting(
      .init("more_paths", "array of paths", "more files and directories of keys")
    ) { target, node, list in
      guard case .array(let nodes) = node.kind else {
        return node.expected("an array of paths", for: "more_paths", &list)
      }
      target.morePaths = nodes.compactMap { $0.path("more_paths", &list) }
    },
    Setting(
      .init(
        "filter", "pattern", default: "*", "which names count in directories of keys and below")
    ) { target, node, list in
      if let text = node.filledText("filter", &list) { target.filter = text }
    },
  ]

  private typealias Content = RegistrySettings.FileSettings.Content

  /// The keys of a `consul` registry.
  static let consul: [Setting<ConsulDraft>] =
    access + trust + timing + retry() + proxy() + [tlsTable()]

  private static let access: [Setting<ConsulDraft>] = [
    Setting(
      .init(
        "address", "host:port|URL", default: "127.0.0.1:8500",
        "`host:port`, `http://...`, `https://...` or `unix:///path`")
    ) { target, node, list in
      guard let text = node.filledText("address", &list) else { return }
      if let problem = RegistryAddress.problem(of: text) {
        list.error("invalid-value", "`address` \(problem)", at: node)
      }
      target.settings.address = text
    },
    Setting(
      .init(
        "addresses", "array of addresses",
        "several servers in place of `address`: the next one is asked where one fails")
    ) { target, node, list in
      guard let texts = node.texts("addresses", &list) else { return }
      for text in texts {
        guard let problem = RegistryAddress.problem(of: text) else { continue }
        list.error("invalid-value", "`\(text)` in `addresses` \(problem)", at: node)
      }
      target.settings.addresses = texts
    },
    .filledText(
      .init(
        "srv", "name", "finds the servers by SRV records, such as `_consul._tcp.example.com.`"),
      \.settings.serviceName),
    Setting(
      .init(
        "srv_server", "a.b.c.d[:port]", default: "those of resolv.conf",
        "the name server to ask for `srv`")
    ) { target, node, list in
      guard let text = node.filledText("srv_server", &list) else { return }
      if !RegistryAddress.isNameServer(text) {
        list.error(
          "invalid-value", "expected `a.b.c.d` or `a.b.c.d:port` for `srv_server`, found `\(text)`",
          at: node)
      }
      target.settings.serviceNameServer = text
    },
    .secret(.init("token", "text", "the ACL token", isSecret: true), \.settings.token),
    .path(
      .init("token_file", "path", "a file that holds the token, read anew for each use"),
      \.settings.tokenFile),
    .secret(
      .init("auth", "user:password", "HTTP basic authentication", isSecret: true),
      \.settings.basicAuthentication),
    .text(
      .init("datacenter", "name", default: "the agent's own", "the datacenter to ask"),
      \.settings.datacenter),
    .text(.init("namespace", "name", "the namespace to ask"), \.settings.namespace),
    .text(.init("partition", "name", "the admin partition to ask"), \.settings.partition),
  ]

  private static let trust: [Setting<ConsulDraft>] = [
    .word(
      .init(
        "consistency", "stale|default|consistent", default: "stale",
        "who answers: any server, the leader, or the leader after asking the others"),
      \.settings.consistency),
    .bool(
      .init(
        "refuse_leaderless", "boolean", default: "true",
        "whether an answer of a server that knows no leader counts as a failure"),
      \.settings.refusesLeaderless),
    .bool(
      .init(
        "refuse_filtered", "boolean", default: "false",
        "whether an answer from which the token's permissions took something counts as a failure"),
      \.settings.refusesFiltered),
  ]

  private static let timing: [Setting<ConsulDraft>] = [
    .duration(
      .init(
        "max_stale", "duration", default: "2s",
        "how far answers may lag behind the leader's; `0s` asks the leader"),
      \.settings.maxStale),
    .duration(
      .init("wait", "duration", default: "60s", "how long one blocking query waits"),
      \.settings.wait, atLeast: .seconds(1)),
    .duration(
      .init(
        "poll", "duration", default: "15s",
        "the pause between looks at what Consul cannot wait for: prepared queries, datacenters"),
      \.settings.poll, atLeast: .milliseconds(100)),
    .duration(
      .init(
        "connect_timeout", "duration", default: "5s", "how long a connection may take, with TLS"),
      \.settings.connectTimeout, atLeast: .milliseconds(10)),
    Setting(
      .init(
        "max_connections", "number", default: "100",
        "the most connections at a time; queries beyond share them")
    ) { target, node, list in
      if let number = node.integer("max_connections", in: 10...10_000, &list) {
        target.settings.maximumConnections = Int(number)
      }
    },
  ]
}
