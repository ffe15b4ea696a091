package import SystemSupport

extension RegistrySettings {
  /// A Redis server, or several with the same data.
  package struct RedisSettings: Sendable, Equatable {
    /// Which keys a query for a prefix finds.
    package enum Search: String, Sendable, CaseIterable { case all, confd }

    /// The servers, in the order of preference: `host:port`, `host:port/database`, `redis://…` or
    /// `unix:///path`.
    package var endpoints = ["127.0.0.1:6379"]
    /// The user; empty for the one that Redis calls `default`.
    package var user = ""
    package var password: Secret?
    /// A file that holds the password, read anew for each connection.
    package var passwordFile: String?
    /// The database of endpoints that name none.
    package var database = 0
    /// What stands before every key.
    package var prefix = ""
    /// What stands for a slash in the names of keys.
    package var separator = "/"
    /// Which keys a query for a prefix finds.
    package var search = Search.all
    package var timeout: Duration = .seconds(5)
    package var connectTimeout: Duration = .seconds(3)
    package var watchdog: Duration = .seconds(15)
    /// How often everything is read anew where the server tells of changes, and where it does not.
    package var reread: Duration = .seconds(60)
    package var poll: Duration = .seconds(10)
    /// The pauses after failures.
    package var retry = RetryPauses()

    /// The local server.
    package init() {}
  }
}
