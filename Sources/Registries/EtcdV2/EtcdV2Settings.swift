package import SystemSupport

/// How to reach an etcd cluster through its v2 interface, and how to ask it.
package struct EtcdV2Settings: Sendable {
  /// The members, in the order of preference: `host`, `host:port`, `http://…` or `https://…`.
  package var endpoints = ["127.0.0.1:2379"]
  /// HTTP basic authentication, `user:password`.
  package var basicAuthentication: Secret?
  /// Talks TLS where an endpoint does not say `http` or `https`.
  package var usesTLS = false
  /// Certificates, for TLS.
  package var tls = TLSSettings()
  /// Whether the proxy is used that the environment names.
  package var usesEnvironmentProxy = false
  /// Lets the cluster agree on each answer; else a member answers alone and may lag behind.
  package var quorum = true
  /// How long one long poll waits for a change. After it everything is read anew, which notices a
  /// dead connection and heals what a faulty server kept back.
  package var wait: Duration = .seconds(60)
  /// The longest for an answer that does not wait.
  package var deadline: Duration = .seconds(30)
  /// The longest for a connection.
  package var connectTimeout: Duration = .seconds(5)
  /// The most bytes of one answer.
  package var maximumAnswerSize = 256 << 20

  /// The local member.
  package init() {}
}
