package import SystemSupport

extension RegistrySettings {
  /// An etcd cluster, version 3.
  package struct EtcdSettings: ServerSettings, Equatable {
    /// The members, in the order of preference: `host:port`, `http://…` or `https://…`.
    package var endpoints = ["127.0.0.1:2379"]
    /// What stands before every key; a slash is added to its end. Empty for keys as they are.
    package var prefix = "/"
    /// The user, where etcd asks for one.
    package var user = ""
    /// The user's password.
    package var password: Secret?
    /// A file that holds the password, read anew for each use.
    package var passwordFile: String?
    /// TLS: used when the endpoint or `usesTLS` says https.
    package var usesTLS = false
    package var tls = TLSSettings()
    /// Whether the proxy is used that the environment names.
    package var usesEnvironmentProxy = false
    /// The longest that a member may be silent while it owes an answer.
    package var timeout: Duration = .seconds(5)
    /// The longest for a connection.
    package var connectTimeout: Duration = .seconds(3)
    /// How long a watch may tell nothing before its member is asked for a sign of life.
    package var watchdog: Duration = .seconds(15)
    /// How often everything is read anew, in case that a watch lost something.
    package var reread: Duration = .seconds(600)
    /// The pauses after failures.
    package var retry = RetryPauses()

    /// The local member.
    package init() {}
  }
}
