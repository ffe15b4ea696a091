package import SystemSupport

extension RegistrySettings {
  /// An etcd cluster, through its v2 interface.
  package struct EtcdV2Settings: ServerSettings, Equatable {
    /// The members, in the order of preference: `host:port`, `http://…` or `https://…`.
    package var endpoints = ["127.0.0.1:2379"]
    /// HTTP basic authentication, `user:password`.
    package var basicAuthentication: Secret?
    /// TLS: used when the endpoint or `usesTLS` says https.
    package var usesTLS = false
    package var tls = TLSSettings()
    /// Whether the proxy is used that the environment names.
    package var usesEnvironmentProxy = false
    /// Whether the cluster must agree on each answer.
    package var quorum = true
    /// How long one long poll waits.
    package var wait: Duration = .seconds(60)
    /// The pauses after failures.
    package var retry = RetryPauses()

    /// The local member.
    package init() {}
  }
}
