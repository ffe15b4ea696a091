/// The settings of consul-template's registries.
enum ConsulTemplateRegistryTables {
  static let consul: [Setting<ConsulStanza>] = [
    .text("address", \.address), .text("namespace", \.namespace), .text("token", \.token),
    .text("token_file", \.tokenFile),
    .block("auth", \.self, authentication),
    .block("retry", \.retryDraft, retry),
    .block("ssl", \.tls, tls),
    .block("transport", \.transport, transport),
  ]

  private static let authentication: [Setting<ConsulStanza>] = [
    .bool("enabled", \.authEnabled), .text("username", \.userName), .text("password", \.password),
  ]

  static let vault: [Setting<OtherRegistryStanza>] =
    [
      "namespace", "token", "vault_agent_token_file", "client_user_agent",
      "k8s_auth_role_name", "k8s_service_account_token", "k8s_service_account_token_path",
      "k8s_service_mount_path",
    ].map { .judgedText($0) } + ["enabled", "renew_token", "unwrap_token"].map { .judgedBool($0) }
    + [
      .text("address", \.address), .judgedTime("default_lease_duration"),
      .key("lease_renewal_threshold") { _, node, list in
        switch node.kind {
        case .float(0...1), .integer(0...1): break
        default: node.expected("a number from 0 to 1", for: "lease_renewal_threshold", &list)
        }
      },
    ] + connection

  static let nomad: [Setting<OtherRegistryStanza>] =
    ["address", "namespace", "token", "auth_username", "auth_password"].map { .judgedText($0) }
    + [.judgedBool("enabled")] + connection

  private static let connection: [Setting<OtherRegistryStanza>] = [
    .block("retry", \.retryDraft, retry), .block("ssl", \.tls, tls),
    .block("transport", \.transport, transport),
  ]

  private static let retry: [Setting<RetryDraft>] = [
    .bool("enabled", \.settings.isEnabled), .number("attempts", \.settings.attempts),
    .time("backoff") { $0.settings.backoff = $1 },
    .time("max_backoff") { $0.settings.maximumBackoff = $1 },
  ]

  private static let tls: [Setting<TLSStanza>] = [
    .bool("enabled", \.enabled), .bool("verify", \.verify), .text("cert", \.certificate),
    .text("key", \.key), .text("ca_cert", \.caFile), .text("ca_cert_bytes", \.caBytes),
    .text("ca_path", \.caDirectory), .text("server_name", \.serverName),
  ]

  private static let transport: [Setting<TransportStanza>] = [
    .time("dial_keep_alive") { $0.keepAlive = $1 }, .time("dial_timeout") { $0.dialTimeout = $1 },
    .judgedBool("disable_keep_alives"), .judgedTime("idle_conn_timeout"),
    .judgedNumber("max_idle_conns"), .judgedNumber("max_idle_conns_per_host"),
    .number("max_conns_per_host", \.maximumConnections),
    .time("tls_handshake_timeout") { $0.handshakeTimeout = $1 },
  ]
}

/// `retry` while it is read.
struct RetryDraft: ConsulTemplateReadable {
  let isStrict: Bool
  var settings: ConsulTemplateSettings.Retry
}

extension ConsulStanza {
  fileprivate var retryDraft: RetryDraft {
    get { RetryDraft(isStrict: isStrict, settings: retry) }
    set { retry = newValue.settings }
  }
}

extension OtherRegistryStanza {
  fileprivate var retryDraft: RetryDraft {
    get { RetryDraft(isStrict: isStrict, settings: retry) }
    set { retry = newValue.settings }
  }
}
