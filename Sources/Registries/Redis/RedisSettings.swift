package import SystemSupport

/// How to reach a Redis server, and how keys are written in it.
package struct RedisSettings: Sendable {
  /// Which keys a query for a prefix finds.
  package enum Search: Sendable, Hashable {
    /// All that begin with it, and the fields of hashes as keys below them.
    case all
    /// What confd finds: a string or the fields of a hash where the prefix names one, or else the
    /// strings below it.
    case confd
  }

  /// Servers with the same data, in the order of preference: `host`, `host:port`,
  /// `host:port/database`, `redis://…` or `unix:///path`.
  package var endpoints = ["127.0.0.1:6379"]
  /// The user; empty for the one that Redis calls `default`.
  package var user = ""
  /// The password; none is sent where there is none.
  package var password: Secret?
  /// A file whose first line is the password, read anew for each connection.
  package var passwordFile: String?
  /// The database of endpoints that name none.
  package var database = 0
  /// How paths are written as keys.
  package var names = RedisKeyNames()
  /// Which keys a query for a prefix finds.
  package var search = Search.all
  /// How long a server may be silent while it owes an answer.
  package var timeout: Duration = .seconds(5)
  /// The longest for all answers to one question.
  package var deadline: Duration = .seconds(60)
  /// The longest for a connection.
  package var connectTimeout: Duration = .seconds(3)
  /// How long nothing may change before the server is asked for a sign of life.
  package var watchdog: Duration = .seconds(15)
  /// How often everything is read anew where the server tells of changes.
  package var reread: Duration = .seconds(60)
  /// How often everything is read anew where it does not tell of all changes.
  package var poll: Duration = .seconds(10)
  /// The most bytes of one question's answers, and the most keys.
  package var maximumAnswerSize = 256 << 20
  package var maximumKeyCount = 1_000_000

  /// The local server.
  package init() {}
}
