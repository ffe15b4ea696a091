package import SystemSupport

/// One configured registry.
package struct RegistrySettings: Sendable, Equatable {
  /// The name that queries and resources use.
  package var name: String
  /// Which registry, and how to reach it.
  package var kind: Kind
  /// How services are written in its keys, if they are to be read from there.
  package var services: ServiceLayoutSettings?

  /// Which registry, and how to reach it.
  package enum Kind: Sendable, Equatable {
    case file(FileSettings)
    case consul(ConsulSettings)
    case environment(EnvironmentSettings)
    case etcd(EtcdSettings)
    case etcdV2(EtcdV2Settings)
    case redis(RedisSettings)
    /// Answers come from a snapshot file: nobody is asked. No configuration says so; a flag does.
    case replay
  }

  /// Whose data it has, without secrets: answers of a registry with another identity are foreign.
  package var identity: String {
    services.map { "\(kindIdentity) services \($0.identity)" } ?? kindIdentity
  }

  private var kindIdentity: String {
    switch kind {
    case .file(let settings):
      "file \(([settings.path] + settings.morePaths).joined(separator: " "))"
    case .consul(let settings):
      "consul \(settings.address) \(settings.datacenter) \(settings.namespace) "
        + settings.partition
    case .environment(let settings): "env \(settings.prefix) \(settings.separator)"
    case .etcd(let settings): "etcd \(settings.endpoints) \(settings.prefix) \(settings.user)"
    case .etcdV2(let settings): "etcd2 \(settings.endpoints)"
    case .redis(let settings):
      "redis \(settings.endpoints) \(settings.database) \(settings.user) "
        + "\([settings.prefix, settings.separator]) \(settings.search.rawValue)"
    case .replay: "replay"
    }
  }

  /// A named registry.
  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// A file registry.
  package struct FileSettings: Sendable, Equatable {
    /// What files hold.
    package enum Content: String, Sendable, CaseIterable {
      /// Tables `service` and `keys`.
      case catalog
      /// Keys and nothing else: every value of the document is one.
      case keys
    }

    /// A TOML, JSON or YAML file, or a directory of them.
    package var path: String
    /// What it holds.
    package var content = Content.catalog
    /// More files and directories like it; of a key that occurs twice the last one counts.
    package var morePaths: [String] = []
    /// Which names count in directories of keys, and in those below them.
    package var filter = "*"

    /// A file or directory.
    package init(path: String) { self.path = path }
  }

  /// The variables of the environment as keys.
  package struct EnvironmentSettings: Sendable, Equatable {
    /// The beginning of the variables that count; it is not part of their keys.
    package var prefix = ""
    /// What stands for the slash of a key in a variable's name.
    package var separator = "_"

    /// All variables, with confd's names.
    package init() {}
  }

  /// A Consul agent or server.
  package struct ConsulSettings: ServerSettings, Equatable {
    /// `host:port`, `http://…`, `https://…` or `unix:///path`.
    package var address = "127.0.0.1:8500"
    /// Several such addresses, in place of `address` if there are any.
    package var addresses: [String] = []
    /// The name whose SRV records are the addresses, in place of all others.
    package var serviceName: String?
    /// The name server to ask for it, `a.b.c.d:port`.
    package var serviceNameServer: String?
    /// The ACL token.
    package var token: Secret?
    /// A file that holds the token, read anew for each use.
    package var tokenFile: String?
    /// HTTP basic authentication, `user:password`.
    package var basicAuthentication: Secret?
    package var datacenter = ""
    package var namespace = ""
    package var partition = ""
    /// TLS: used when the address or `usesTLS` says https.
    package var usesTLS = false
    package var tls = TLSSettings()
    /// Whether the proxy is used that the environment names.
    package var usesEnvironmentProxy = false
    /// How fresh answers must be, of queries that do not say it.
    package var consistency = Consistency.stale
    /// Accept answers of followers that lag at most this much behind; zero asks the leader.
    package var maxStale: Duration = .seconds(2)
    /// How long one blocking query waits at the server.
    package var wait: Duration = .seconds(60)
    /// The pause between two looks at what cannot be waited for.
    package var poll: Duration = .seconds(15)
    /// How long a connection may take to come about, with TLS.
    package var connectTimeout: Duration = .seconds(5)
    /// Whether answers of a server that knows no leader are refused.
    package var refusesLeaderless = true
    /// Whether answers are refused from which the token's permissions took something.
    package var refusesFiltered = false
    /// The pauses after failures.
    package var retry = RetryPauses()
    /// The most connections at a time.
    package var maximumConnections = 100

    /// Who answers: any server, the leader, or the leader after it asked the others.
    package enum Consistency: String, Sendable, CaseIterable { case stale, `default`, consistent }

    /// The local agent.
    package init() {}

    /// What the scheme of a single address says. Of several each says for itself, and the others
    /// follow the table `tls`.
    package var addressUsesTLS: Bool? {
      guard addresses.isEmpty, serviceName == nil else { return nil }
      switch RegistryAddress.scheme(of: address) {
      case "https": return true
      case "http", "unix": return false
      default: return nil
      }
    }
  }
}
