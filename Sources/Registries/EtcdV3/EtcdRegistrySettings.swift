package import SystemSupport

/// How to reach an etcd cluster, and how to ask it.
package struct EtcdRegistrySettings: Sendable {
  /// The members in the order of preference, each `host:port`, `http://…` or `https://…`.
  package var endpoints = ["127.0.0.1:2379"]
  /// What stands before every key that templates name; a slash is added to its end.
  package var prefix = "/"
  /// The user, where etcd asks for one.
  package var user = ""
  /// The user's password.
  package var password: Secret?
  /// A file that holds the password, in place of `password`; read anew for each use.
  package var passwordFile: String?
  /// Talks TLS to endpoints that name no scheme.
  package var usesTLS = false
  /// Certificates, for TLS.
  package var tls = TLSSettings()
  /// Whether the proxy is used that the environment names.
  package var usesEnvironmentProxy = false
  /// The longest that a member may be silent while it owes an answer.
  package var timeout: Duration = .seconds(5)
  /// The longest for a connection.
  package var connectTimeout: Duration = .seconds(3)
  /// The longest for one whole answer, however much of it keeps coming.
  package var deadline: Duration = .seconds(60)
  /// How long a watch may tell nothing before its member is asked for a sign of life.
  package var watchdog: Duration = .seconds(15)
  /// How long a watch may tell nothing at all, also of progress, which members tell of about every
  /// ten minutes.
  package var silenceLimit: Duration = .seconds(25 * 60)
  /// How often everything that is watched is read anew, in case that a watch lost something.
  package var reread: Duration = .seconds(600)
  /// The most bytes of one answer or message.
  package var maximumAnswerSize = 256 << 20
  /// The most streams of changes; from there on one stream tells of neighbouring keys too.
  package var maximumStreams = 8

  /// A local member.
  package init() {}
}
