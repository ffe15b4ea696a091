import SystemSupport

/// The settings of confd and of its maintained fork: flags, keys of `confd.toml` and variables.
package enum ConfdSettingTable {
  /// All settings, in the order of the help.
  package static let all: [ConfdSetting] =
    work + ownWork + places + timing + access + output + unsupported

  /// The setting of a flag.
  package static func setting(flag name: String) -> ConfdSetting? { byFlag[name] }

  /// The setting of a flag's letter.
  package static func setting(letter: Character) -> ConfdSetting? {
    all.first { $0.letter == letter }
  }

  /// The setting of a key of `confd.toml`.
  static func setting(key: String) -> ConfdSetting? { byKey[ConfdSetting.normalised(key)] }

  private static let byFlag = Dictionary(
    all.compactMap { setting in setting.flag.map { ($0, setting) } }, uniquingKeysWith: { $1 })

  private static let byKey = Dictionary(
    all.flatMap { setting in ([setting.key] + setting.aliases).map { ($0, setting) } },
    uniquingKeysWith: { first, _ in first })

  private static func toggle(
    _ flag: String?, _ key: String, aliases: [String] = [], variable: String? = nil,
    _ help: String, _ place: any WritableKeyPath<ConfdOptions, Bool> & Sendable
  ) -> ConfdSetting {
    ConfdSetting(
      flag, .bool(.init(key, "boolean", help), place), argument: .none, aliases: aliases,
      variable: variable)
  }

  private static func text(
    _ flag: String?, _ key: String, _ form: String, default standard: String? = nil,
    variable: String? = nil, _ help: String,
    _ place: any WritableKeyPath<ConfdOptions, String> & Sendable
  ) -> ConfdSetting {
    ConfdSetting(
      flag, .text(.init(key, form, default: standard, help), place), variable: variable)
  }

  private static func duration(
    _ name: String, default standard: String, _ help: String,
    _ place: any WritableKeyPath<ConfdOptions, Duration> & Sendable
  ) -> ConfdSetting {
    let key = ConfdSetting.normalised(name)
    return ConfdSetting(
      name, .duration(.init(key, "duration", default: standard, help), place),
      variable: "CONFD_" + key.uppercased())
  }

  private static let work: [ConfdSetting] = [
    toggle(
      "onetime", "onetime", variable: "CONFD_ONETIME", "make one pass, then end",
      \.mode.isOnetime),
    toggle(
      "watch", "watch", variable: "CONFD_WATCH", "follow the backend's changes", \.mode.watches),
    ConfdSetting(
      "interval",
      Setting(
        .init("interval", "seconds", default: "600", "the pause between passes without `-watch`")
      ) { target, node, list in
        if let number = node.integer("interval", in: 0...31_536_000, &list) {
          target.interval = number
        }
      }, variable: "CONFD_INTERVAL"),
    toggle(
      "noop", "noop", variable: "CONFD_NOOP", "only say what would change", \.mode.isNoop),
    toggle(
      "sync-only", "sync_only", variable: "CONFD_SYNC_ONLY",
      "write files without check_cmd and reload_cmd", \.mode.syncsOnly),
    toggle(
      "keep-stage-file", "keep_stage_file", aliases: ["keepstagefile"],
      variable: "CONFD_KEEP_STAGE_FILE", "leave staged files that were not installed",
      \.mode.keepsStage),
    ConfdSetting(
      "failure-mode",
      .word(
        .init(
          "failure_mode", "best-effort|fail-fast", default: "best-effort",
          "whether one resource's failure ends the pass"), \.mode.failureMode),
      variable: "CONFD_FAILURE_MODE"),
    toggle("diff", "diff", "with `-noop`: show what would change", \.mode.showsDiff),
    ConfdSetting(
      "diff-context",
      Setting(
        .init("diff_context", "lines", default: "3", "lines around each change")
      ) { target, node, list in
        if let number = node.integer("diff_context", in: 0...1000, &list) {
          target.mode.diffContext = number
        }
      }),
    toggle("color", "color", "show differences in colours", \.mode.usesColour),
    toggle("check-config", "check_config", "judge the configuration and end", \.mode.checks),
    toggle("validate", "validate", "the same as `check-config`", \.mode.checks),
    toggle(
      "preflight", "preflight", "ask the backend, render, change nothing and end",
      \.mode.isPreflight),
    text("resource", "resource", "file", "only the resource of this file", \.mode.resource),
  ]

  private static let ownWork: [ConfdSetting] = [
    toggle(
      "strict", "strict", "work as confd does where Trimtab does better, see the README",
      \.isStrict),
    ConfdSetting(
      "prefix-rule",
      Setting(
        .init(
          "prefix_rule", "replace|join", default: "replace, for the fork's form join",
          "whether `-prefix` takes the place of a resource's own prefix or stands before it")
      ) { target, node, list in
        let words = ConfdOptions.PrefixRule.allCases.map(\.rawValue)
        if let word = node.word("prefix_rule", among: words, &list) {
          target.prefixRule = ConfdOptions.PrefixRule(rawValue: word)
        }
      }),
    toggle(
      "list-root", "list_root", "let `ls \"/\"` and `lsdir \"/\"` list folders, too", \.listsRoot),
  ]

  private static let places: [ConfdSetting] = [
    text(
      "confdir", "confdir", "directory", default: "/etc/confd", variable: "CONFD_CONFDIR",
      "where `conf.d` and `templates` are", \.directory),
    text(
      "config-file", "config_file", "file", default: "/etc/confd/confd.toml",
      variable: "CONFD_CONFIG_FILE", "the file of settings", \.file),
    text(
      "prefix", "prefix", "key", variable: "CONFD_PREFIX", "the folder of all keys", \.prefix),
    text(
      "secret-keyring", "secret_keyring", "file",
      "the armored OpenPGP key ring, without passphrase, for `cget` and its kin",
      \.secretKeyring),
    text(
      "srv-domain", "srv_domain", "domain", variable: "CONFD_SRV_DOMAIN",
      "finds the nodes by the SRV records of `_BACKEND._tcp.DOMAIN.`", \.serviceDomain),
    text(
      "srv-record", "srv_record", "name", variable: "CONFD_SRV_RECORD",
      "finds the nodes by these SRV records", \.serviceRecord),
  ]

  private static let timing: [ConfdSetting] = [
    pause("debounce", "while watching: render when nothing changed for so long", \.debounce),
    pause("batch-interval", "while watching: render at most so late", \.batchInterval),
    duration("backend-timeout", default: "30s", "how long a pass waits for data", \.backendTimeout),
    duration("check-cmd-timeout", default: "30s", "when a check counts as failed", \.checkTimeout),
    duration(
      "reload-cmd-timeout", default: "1m", "when a reload counts as failed", \.reloadTimeout),
    duration(
      "dial-timeout", default: "5s", "how long a connection may take", \.backend.dialTimeout),
    duration(
      "retry-base-delay", default: "100ms", "the first pause after a failure",
      \.backend.retryMinimum),
    duration(
      "retry-max-delay", default: "5s", "the longest pause after failures",
      \.backend.retryMaximum),
    ConfdSetting(
      "retry-max-attempts",
      Setting(
        .init(
          "retry_max_attempts", "number", default: "3",
          "how often a pass asks a backend that fails")
      ) { target, node, list in
        if let number = node.integer("retry_max_attempts", in: 1...1000, &list) {
          target.attempts = number
        }
      }, variable: "CONFD_RETRY_MAX_ATTEMPTS"),
  ]

  /// A time that may be left empty.
  private static func pause(
    _ name: String, _ help: String,
    _ place: any WritableKeyPath<ConfdOptions, Duration?> & Sendable
  ) -> ConfdSetting {
    let key = ConfdSetting.normalised(name)
    let setting = Setting<ConfdOptions>(.init(key, "duration", help)) { target, node, list in
      if case .string("") = node.kind { return }
      if let duration = node.duration(key, &list) { target[keyPath: place] = duration }
    }
    return ConfdSetting(name, setting, variable: "CONFD_" + key.uppercased())
  }

  private static let access: [ConfdSetting] = ConfdBackendTable.settings

  private static let output: [ConfdSetting] = [
    text(
      "log-level", "log_level", "level", default: "info", variable: "CONFD_LOG_LEVEL",
      "panic, fatal, error, warn, info or debug", \.logLevel),
    text(
      "log-format", "log_format", "text|json", variable: "CONFD_LOG_FORMAT",
      "how messages are written", \.logFormat),
    text(
      "metrics-addr", "metrics_addr", "address:port", variable: "CONFD_METRICS_ADDR",
      "with `-watch`: where metrics and probes are served", \.metricsAddress),
    watchdog,
  ]

  /// Zero is what a service manager says itself.
  private static let watchdog = ConfdSetting(
    "watchdog-interval",
    Setting(
      .init(
        "watchdog_interval", "duration", default: "half of `WatchdogSec`",
        "how often a service manager hears that all is well")
    ) { target, node, list in
      switch node.kind {
      case .integer(0), .string(""), .string("0"): target.watchdogInterval = nil
      default:
        guard let interval = node.duration("watchdog_interval", &list) else { return }
        target.watchdogInterval = interval == .zero ? nil : interval
      }
    }, variable: "CONFD_WATCHDOG_INTERVAL")

  private static let unsupported: [ConfdSetting] = ConfdIdleSettings.all
}
