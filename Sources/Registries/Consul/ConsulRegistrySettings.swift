package import Networking
package import RegistryCore
package import SystemSupport

/// How to reach a Consul agent or server, and how to ask it.
package struct ConsulRegistrySettings: Sendable {
  /// `host:port`, `http://…`, `https://…` or `unix:///path`; a path behind the host is kept.
  package var address = "127.0.0.1:8500"
  /// Several such addresses in place of `address`: the next one is asked where one fails.
  package var addresses: [String] = []
  /// Finds the addresses in the domain name system, in place of all others.
  package var lookup: ServiceLookup?
  /// The ACL token.
  package var token: Secret?
  /// A file that holds the token, in place of `token`; read anew when it changed.
  package var tokenFile: String?
  /// HTTP basic authentication, `user:password`.
  package var basicAuthentication: Secret?
  /// The datacenter of queries that name none; empty for the agent's own.
  package var datacenter = ""
  /// The namespace of queries that name none.
  package var namespace = ""
  /// The partition of queries that name none.
  package var partition = ""
  /// Talks TLS even where the address does not say `https`.
  package var usesTLS = false
  /// Certificates, for TLS.
  package var tls = TLSSettings()
  /// Whether the proxy is used that the environment names.
  package var usesEnvironmentProxy = false
  /// How fresh answers must be, of queries that do not say it.
  package var consistency = Consistency.stale
  /// Which good answers are not believed.
  package var doubts = ConsulReply.Doubts()
  /// Answers of followers that lag at most this much behind are accepted; zero asks the leader.
  package var maxStale: Duration = .seconds(2)
  /// How long one blocking query waits at the server. At most ten minutes, Consul's limit.
  package var wait: Duration = .seconds(60)
  /// How much later than promised an answer may come before the server counts as unreachable.
  package var slack: Duration = .seconds(10)
  /// The longest for a query that does not block.
  package var deadline: Duration = .seconds(30)
  /// The longest for a connection.
  package var connectTimeout: Duration = .seconds(5)
  /// The pause between two looks at what Consul cannot block on.
  package var pollInterval: Duration = .seconds(15)
  /// The most connections at a time, for everything that is asked.
  package var maximumConnections = 100
  /// The most bytes of one answer.
  package var maximumAnswerSize = 256 << 20

  /// The local agent.
  package init() {}
}
