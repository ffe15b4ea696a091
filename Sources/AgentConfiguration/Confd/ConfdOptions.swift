package import SystemSupport

/// What confd's flags, variables and `confd.toml` say, besides the resources.
package struct ConfdOptions: Sendable {
  /// What one resource's failure means for the others.
  package enum FailureMode: String, Sendable, CaseIterable {
    case bestEffort = "best-effort"
    case failFast = "fail-fast"
  }

  /// What becomes of a resource's own prefix where there is one for all.
  package enum PrefixRule: String, Sendable, CaseIterable {
    /// The prefix for all counts instead.
    case replace
    /// It is put before the resource's own.
    case join
  }

  /// The registry of resources that have none of their own.
  package var backend = ConfdBackendOptions()
  /// Where `conf.d` and `templates` are.
  package var directory = "/etc/confd"
  /// The file of settings.
  package var file = "/etc/confd/confd.toml"
  /// The pause between two passes, in seconds.
  package var interval: Int64 = 600
  /// The prefix for all resources.
  package var prefix = ""
  /// The file of the key ring that decrypts values; empty for none.
  package var secretKeyring = ""
  /// The name of a log level of confd; empty for the default.
  package var logLevel = ""
  /// How log lines are written; empty for confd's way.
  package var logFormat = ""
  /// The domain and the record by which the servers are found; empty for neither.
  package var serviceDomain = ""
  package var serviceRecord = ""
  /// How long changes settle while watching.
  package var debounce: Duration?
  package var batchInterval: Duration?
  /// How long checks and reloads may take.
  package var checkTimeout = Duration.seconds(30)
  package var reloadTimeout = Duration.seconds(60)
  /// How long a pass waits for the registry.
  package var backendTimeout = Duration.seconds(30)
  /// How often a pass asks a registry that fails.
  package var attempts: Int64 = 3
  /// Where metrics and probes are served over HTTP; empty for nowhere.
  package var metricsAddress = ""
  /// How often a service manager hears that all is well; nil for half of its own limit.
  package var watchdogInterval: Duration?
  /// What to do.
  package var mode = ConfdMode()
  /// Whether everything is as in confd, also what is better here.
  package var isStrict = false
  /// What becomes of a resource's own prefix; nil for the form's rule.
  package var prefixRule: PrefixRule?
  /// Whether `ls` and `lsdir` of `/` list folders too.
  package var listsRoot = false
  /// Whether `seq 3 1` counts down, as in the fork.
  package var countsDown = false

  /// The levels of our log by confd's names for them.
  static let levels: [String: Log.Level] = [
    "panic": .error, "fatal": .error, "error": .error, "warn": .warning, "warning": .warning,
    "info": .info, "debug": .debug, "trace": .trace,
  ]

  /// The least important messages that are written; nil for a name that is no level's.
  package var level: Log.Level? {
    logLevel.isEmpty ? .info : ConfdOptions.levels[logLevel.lowercased()]
  }

  /// confd's defaults.
  package init() {}

  /// The original waits for its commands as long as they take: a year is for ever.
  mutating func waitForCommands() {
    checkTimeout = .seconds(365 * 86_400)
    reloadTimeout = checkTimeout
  }
}

/// What only confd has: how its one program works.
package struct ConfdMode: Sendable, Equatable {
  /// One pass, then the end.
  package var isOnetime = false
  /// Follow the registry instead of asking it from time to time.
  package var watches = false
  /// Change nothing.
  package var isNoop = false
  /// Neither check nor reload.
  package var syncsOnly = false
  /// Staged files that were not installed stay.
  package var keepsStage = false
  /// What one resource's failure means for the others.
  package var failureMode = ConfdOptions.FailureMode.bestEffort
  /// Whether a pass that changes nothing shows the difference, with how many lines around it.
  package var showsDiff = false
  package var diffContext: Int64 = 3
  package var usesColour = false
  /// Judge the configuration and end.
  package var checks = false
  /// Ask the registries, change nothing, and end.
  package var isPreflight = false
  /// The one resource that is meant; empty for all.
  package var resource = ""

  /// A daemon that asks from time to time.
  package init() {}
}

/// How to reach a registry, as confd's settings say it.
package struct ConfdBackendOptions: Sendable, Hashable {
  /// Which; empty for the default.
  package var name = ""
  package var nodes: [String] = []
  package var scheme = "http"
  package var usesBasicAuthentication = false
  package var user = ""
  package var password: Secret?
  package var caFile = ""
  package var certificateFile = ""
  package var keyFile = ""
  package var isInsecure = false
  /// What stands for a slash in keys of Redis; empty for the slash.
  package var separator = ""
  /// Files and directories of the backend `file`, and which names in directories count.
  package var files: [String] = []
  package var filter = "*"
  /// How long a connection may take to come about.
  package var dialTimeout = Duration.seconds(5)
  /// The first and the longest pause after failures.
  package var retryMinimum = Duration.milliseconds(100)
  package var retryMaximum = Duration.seconds(5)

  /// confd's defaults.
  package init() {}
}
