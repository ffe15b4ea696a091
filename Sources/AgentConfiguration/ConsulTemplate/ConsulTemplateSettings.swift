package import SystemSupport

/// What only consul-template has: everything of its configuration that is no part of a
/// `Configuration`.
package struct ConsulTemplateSettings: Sendable {
  /// What ends it; nil for no signal.
  package var killSignal: SignalName? = .interrupt
  /// What makes it read its configuration again; nil for no signal.
  package var reloadSignal: SignalName? = .hangUp
  /// Where it writes its process id.
  package var pidFile: String?
  /// The least important messages.
  package var logLevel = "WARN"
  /// The file that messages go to besides standard error.
  package var logFile: LogFile?
  /// The system log that messages go to besides standard error.
  package var syslog: Syslog?
  /// Ends after everything was rendered once.
  package var isOnce = false
  /// Ends after the first pass.
  package var isParseOnly = false
  /// Whether what a registry does not have ends it.
  package var failsOnLookup = false
  /// The names of the resources whose errors do not end it.
  package var tolerated: Set<String> = []
  /// How often failing queries of Consul are asked.
  package var retry = Retry()
  /// Variables that its templates see besides the environment.
  package var variables: [String: Secret] = [:]

  /// The defaults.
  package init() {}

  /// How often a query is asked that fails.
  package struct Retry: Sendable, Equatable {
    /// Whether it is asked again at all.
    package var isEnabled = true
    /// How often in a row; zero is for ever.
    package var attempts = 12
    /// The first pause; each is twice the last.
    package var backoff = Duration.milliseconds(250)
    /// The longest pause; zero is no limit.
    package var maximumBackoff = Duration.seconds(60)

    /// The failure in a row that is the last one; nil for none.
    package var lastAttempt: Int? {
      guard isEnabled else { return 1 }
      return attempts == 0 ? nil : attempts + 1
    }
  }

  /// A file of messages, begun anew when it is large or old.
  package struct LogFile: Sendable, Equatable {
    /// Its path; the time is added to the name.
    package var path = ""
    /// The size in bytes after which a new one is begun; zero for any.
    package var rotateBytes = 0
    /// The age after which a new one is begun.
    package var rotateInterval = Duration.seconds(86_400)
    /// How many older ones are kept; zero keeps all, less than zero none.
    package var maximumFiles = 0
  }

  /// The system log.
  package struct Syslog: Sendable, Equatable {
    /// The facility: `LOCAL0` ...
    package var facility = "LOCAL0"
    /// The name of the program in it.
    package var name = "consul-template"
  }
}
