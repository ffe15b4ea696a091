import AgentConfiguration

/// One flag of consul-template.
struct ConsulTemplateFlag: Sendable {
  /// What it does with its value.
  enum Action: Sendable {
    /// Sets a key of the configuration.
    case set([String])
    /// Sets a key to a list of the one value.
    case setList([String])
    /// Adds the value to the list of a key.
    case append([String])
    /// `-config`, `-template` and `-consul-auth`, whose values have parts.
    case configuration, template, authentication
    /// How the program works.
    case mode(Mode)
  }

  /// A way in which the program works.
  enum Mode: Sendable {
    case once, dry, parseOnly, version, help, strict
  }

  /// The name after the dash.
  let name: String
  /// How the usage names the value; nil for a switch.
  let argument: String?
  /// What the usage says.
  let help: String
  /// What it does.
  let action: Action

  private init(_ name: String, _ argument: String?, _ help: String, _ action: Action) {
    self.name = name
    self.argument = argument
    self.help = help
    self.action = action
  }

  /// All flags, in the order of the usage.
  static let all: [ConsulTemplateFlag] =
    general + consul + exec + log + timing + vault + ours

  /// The flag of a name.
  static func flag(_ name: String) -> ConsulTemplateFlag? {
    all.first { $0.name == name }
  }

  private static let general: [ConsulTemplateFlag] = [
    .init("config", "PATH", "a file or directory of configuration; repeatable", .configuration),
    .init(
      "template", "IN[:OUT[:COMMAND]]", "a template, its destination and its command; repeatable",
      .template),
    .init("once", nil, "ends when everything is rendered", .mode(.once)),
    .init("dry", nil, "prints instead of writing files and running commands", .mode(.dry)),
    .init("parse-only", nil, "judges configuration and templates, and ends", .mode(.parseOnly)),
    .init("default-left-delimiter", "TEXT", "opens actions", .set(["default_delimiters", "left"])),
    .init(
      "default-right-delimiter", "TEXT", "closes actions", .set(["default_delimiters", "right"])),
    .init(
      "template-error-fatal", nil, "whether errors of templates end the program",
      .set(["template_error_fatal"])),
    .init("dedup", nil, "shares queries with others", .set(["deduplicate", "enabled"])),
    .init("pid-file", "PATH", "where the process id is written", .set(["pid_file"])),
    .init("kill-signal", "SIGNAL", "what ends the program", .set(["kill_signal"])),
    .init(
      "reload-signal", "SIGNAL", "what makes it read its configuration again",
      .set(["reload_signal"])),
    .init("v", nil, "prints the version", .mode(.version)),
    .init("version", nil, "prints the version", .mode(.version)),
    .init("h", nil, "prints this", .mode(.help)),
    .init("help", nil, "prints this", .mode(.help)),
  ]

  private static let consul: [ConsulTemplateFlag] =
    [
      .init("consul-addr", "ADDRESS", "the address of Consul", .set(["consul", "address"])),
      .init(
        "consul-auth", "USER[:PASSWORD]", "HTTP basic authentication", .authentication),
      .init("consul-token", "TOKEN", "the token of Consul", .set(["consul", "token"])),
      .init(
        "consul-token-file", "PATH", "a file with the token", .set(["consul", "token_file"])),
    ] + registry("consul") + [
      .init("retry", "DURATION", "the first pause after a failure", retryKey("consul", "backoff"))
    ]

  private static func retryKey(_ name: String, _ key: String) -> Action {
    .set([name, "retry", key])
  }

  private static func registry(_ name: String) -> [ConsulTemplateFlag] {
    let title = name == "consul" ? "Consul" : "Vault"
    let files = [
      ("ca-cert", "ca_cert"), ("ca-path", "ca_path"), ("cert", "cert"), ("key", "key"),
      ("server-name", "server_name"),
    ]
    let times = [
      ("dial-keep-alive", "dial_keep_alive", "has no effect here, it is 30s"),
      ("dial-timeout", "dial_timeout", "how long a connection may take"),
      ("tls-handshake-timeout", "tls_handshake_timeout", "how much longer it may take with TLS"),
    ]
    return [
      .init("\(name)-retry", nil, "whether \(title) is asked again", retryKey(name, "enabled")),
      .init("\(name)-retry-attempts", "NUMBER", "how often", retryKey(name, "attempts")),
      .init("\(name)-retry-backoff", "DURATION", "the first pause", retryKey(name, "backoff")),
      .init(
        "\(name)-retry-max-backoff", "DURATION", "the longest pause",
        retryKey(name, "max_backoff")),
      .init("\(name)-ssl", nil, "whether TLS is used", .set([name, "ssl", "enabled"])),
      .init(
        "\(name)-ssl-verify", nil, "whether the certificate is verified",
        .set([name, "ssl", "verify"])),
    ]
      + files.map {
        .init("\(name)-ssl-\($0)", "TEXT", "TLS: `\($1)`", .set([name, "ssl", $1]))
      }
      + times.map {
        .init(
          "\(name)-transport-\($0)", "DURATION", name == "consul" ? $2 : "is judged only",
          .set([name, "transport", $1]))
      } + [
        .init(
          "\(name)-transport-disable-keep-alives", nil, "has no effect here",
          .set([name, "transport", "disable_keep_alives"])),
        .init(
          "\(name)-transport-max-idle-conns-per-host", "NUMBER", "has no effect here",
          .set([name, "transport", "max_idle_conns_per_host"])),
      ]
  }

  private static let exec: [ConsulTemplateFlag] = [
    .init(
      "exec", "COMMAND", "the program that runs and is told of changes",
      .setList(["exec", "command"])),
    .init(
      "exec-kill-signal", "SIGNAL", "what asks it to end", .set(["exec", "kill_signal"])),
    .init(
      "exec-kill-timeout", "DURATION", "how long it may take", .set(["exec", "kill_timeout"])),
    .init(
      "exec-reload-signal", "SIGNAL", "what tells it of changes; without, it is started anew",
      .set(["exec", "reload_signal"])),
    .init("exec-splay", "DURATION", "a random delay before", .set(["exec", "splay"])),
    .init(
      "exec-env-pristine", nil, "whether it gets no variables",
      .set(["exec", "env", "pristine"])),
    .init(
      "exec-env-custom", "NAME=VALUE", "a variable that it gets; repeatable",
      .append(["exec", "env", "custom"])),
    .init(
      "exec-env-allowlist", "PATTERN", "the variables that it gets; repeatable",
      .append(["exec", "env", "allowlist"])),
    .init(
      "exec-env-denylist", "PATTERN", "the variables that it does not get; repeatable",
      .append(["exec", "env", "denylist"])),
  ]

  private static let log: [ConsulTemplateFlag] = [
    .init("log-level", "LEVEL", "TRACE, DEBUG, INFO, WARN or ERR", .set(["log_level"])),
    .init("log-file", "PATH", "a file for messages", .set(["log_file", "path"])),
    .init(
      "log-rotate-bytes", "NUMBER", "begins a new one after",
      .set(["log_file", "log_rotate_bytes"])),
    .init(
      "log-rotate-duration", "DURATION", "begins a new one after",
      .set(["log_file", "log_rotate_duration"])),
    .init(
      "log-rotate-max-files", "NUMBER", "how many are kept",
      .set(["log_file", "log_rotate_max_files"])),
    .init("syslog", nil, "sends messages to the system log", .set(["syslog", "enabled"])),
    .init(
      "syslog-facility", "NAME", "the facility there", .set(["syslog", "facility"])),
    .init("syslog-name", "NAME", "the program's name there", .set(["syslog", "name"])),
  ]

  private static let timing: [ConsulTemplateFlag] = [
    .init("max-stale", "DURATION", "how far answers may lag behind", .set(["max_stale"])),
    .init("wait", "MIN[:MAX]", "lets changes settle", .set(["wait"])),
  ]

  private static let vault: [ConsulTemplateFlag] =
    [
      .init("vault-addr", "ADDRESS", "is judged only", .set(["vault", "address"])),
      .init("vault-token", "TOKEN", "is judged only", .set(["vault", "token"])),
      .init(
        "vault-agent-token-file", "PATH", "is judged only",
        .set(["vault", "vault_agent_token_file"])),
      .init("vault-renew-token", nil, "is judged only", .set(["vault", "renew_token"])),
      .init("vault-unwrap-token", nil, "is judged only", .set(["vault", "unwrap_token"])),
      .init(
        "vault-client-user-agent", "TEXT", "is judged only",
        .set(["vault", "client_user_agent"])),
      .init(
        "vault-default-lease-duration", "DURATION", "is judged only",
        .set(["vault", "default_lease_duration"])),
      .init(
        "vault-transport-max-conns-per-host", "NUMBER", "is judged only",
        .set(["vault", "transport", "max_conns_per_host"])),
    ] + registry("vault")

  private static let ours: [ConsulTemplateFlag] = [
    .init(
      "strict", nil, "behaves as the original where Trimtab does better (TRIMTAB_STRICT=1)",
      .mode(.strict))
  ]
}
