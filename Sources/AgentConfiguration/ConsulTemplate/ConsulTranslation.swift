import Diagnostics
import SystemSupport

/// Turns consul-template's `consul` block into the settings of a registry.
struct ConsulTranslation {
  private let stanza: ConsulStanza
  private let table: SettingTable
  private let maxStale: Duration?
  private let wait: Duration?
  private let environment: [String: String]

  /// A block and the table it was read from.
  init(
    _ stanza: ConsulStanza, _ table: SettingTable, maxStale: Duration?, wait: Duration?,
    environment: [String: String]
  ) {
    self.stanza = stanza
    self.table = table
    self.maxStale = maxStale
    self.wait = wait
    self.environment = environment
  }

  /// The registry; of use only if no errors were added.
  func settings(_ list: inout DiagnosticList) -> RegistrySettings.ConsulSettings {
    var draft = ConsulDraft()
    var written = SettingTable()
    func note(_ path: [String], _ value: String) {
      guard !value.isEmpty else { return }
      written.set(path[...], to: SettingNode(bareText: "", name: "consul"))
    }
    if !stanza.address.isEmpty {
      if let problem = RegistryAddress.problem(of: stanza.address),
        let node = table["address"]?.value
      {
        list.error("invalid-value", "`address` \(problem)", at: node)
      }
      draft.settings.address = stanza.address
    }
    note(["address"], stanza.address)
    draft.settings.namespace = stanza.namespace
    note(["namespace"], stanza.namespace)
    // A file beats a token.
    let token = stanza.tokenFile.isEmpty ? stanza.token : ""
    draft.settings.token = token.isEmpty ? nil : Secret(token)
    draft.settings.tokenFile = stanza.tokenFile.isEmpty ? nil : stanza.tokenFile
    note(["token"], token)
    note(["token_file"], stanza.tokenFile)
    let authentication = stanza.authentication
    draft.settings.basicAuthentication = authentication.isEmpty ? nil : Secret(authentication)
    note(["auth"], authentication)
    setTLS(of: &draft)
    setTimes(of: &draft)
    setTransport(of: &draft, &list)
    draft.settings.usesEnvironmentProxy = RegistrySettings.ConsulSettings.hasProxy(environment)
    ConsulVariables(variables, for: written).fill(&draft, &list)
    checkCertificate(draft.settings.tls, &list)
    return draft.finished
  }

  private func setTLS(of draft: inout ConsulDraft) {
    func path(_ text: String) -> String? { text.isEmpty ? nil : text }
    guard stanza.tls.isEnabled else { return }
    draft.tlsEnabled = true
    draft.hasTLSTable = true
    draft.settings.tls.verifies = stanza.tls.verify ?? true
    draft.settings.tls.caFile = path(stanza.tls.caFile)
    draft.settings.tls.caDirectory = path(stanza.tls.caDirectory)
    draft.settings.tls.certificateFile = path(stanza.tls.certificate)
    draft.settings.tls.keyFile = path(stanza.tls.key)
    draft.settings.tls.serverName = path(stanza.tls.serverName)
  }

  private func setTimes(of draft: inout ConsulDraft) {
    draft.settings.maxStale = maxStale ?? draft.settings.maxStale
    draft.settings.wait = max(wait ?? draft.settings.wait, .milliseconds(1))
    draft.settings.retry.minimum = max(stanza.retry.backoff, .milliseconds(1))
    // Without a limit the pauses would grow until nobody comes back.
    let maximum = stanza.retry.maximumBackoff
    draft.settings.retry.maximum = max(
      maximum == .zero ? .seconds(60) : maximum, draft.settings.retry.minimum)
  }

  /// Connections are kept and used again as long as Consul keeps them, which nothing can change.
  private static let idleKeys: Set<String> = [
    "dial_keep_alive", "disable_keep_alives", "idle_conn_timeout", "max_idle_conns",
    "max_idle_conns_per_host",
  ]

  private func setTransport(of draft: inout ConsulDraft, _ list: inout DiagnosticList) {
    let transport = stanza.transport
    if transport.maximumConnections > 0 {
      draft.settings.maximumConnections = max(transport.maximumConnections, 10)
    }
    if let dial = transport.dialTimeout {
      // Without a limit, the system's own one for a connection ends it.
      let handshake = stanza.tls.isEnabled ? transport.handshakeTimeout ?? .zero : .zero
      draft.settings.connectTimeout =
        dial == .zero ? .seconds(86_400) : max(dial + handshake, .milliseconds(1))
    } else if let handshake = transport.handshakeTimeout, stanza.tls.isEnabled {
      draft.settings.connectTimeout += handshake
    }
    guard case .table(let written)? = table["transport"]?.value.kind else { return }
    for entry in written.entries
    where ConsulTranslation.idleKeys.contains(entry.key) && !isSo(entry, transport) {
      list.warning(
        "no-effect", "`\(entry.key)` has no effect here", at: entry.value,
        hint: entry.key == "dial_keep_alive"
          ? "a silent connection is tested after 30s, and each request has a deadline" : nil)
    }
  }

  /// Whether a key says what is done in any case.
  private func isSo(_ entry: SettingEntry, _ transport: TransportStanza) -> Bool {
    switch (entry.key, entry.value.kind) {
    case ("dial_keep_alive", _): transport.keepAlive == .seconds(30)
    case ("disable_keep_alives", .bool(let isDisabled)): !isDisabled
    default: false
    }
  }

  private func checkCertificate(_ tls: TLSSettings, _ list: inout DiagnosticList) {
    guard (tls.certificateFile == nil) != (tls.keyFile == nil), let entry = table["ssl"] else {
      return
    }
    list.error(
      "missing-key", "a client certificate needs both `cert` and `key`", atKey: entry)
  }

  /// The variables in the order in which consul-template asks for them; those of certificates count
  /// only where the configuration has none.
  private var variables: [String: String] {
    var variables = environment
    for name in ["TOKEN", "TOKEN_FILE"] {
      if let value = environment["CONSUL_\(name)"], !value.isEmpty {
        variables["CONSUL_HTTP_\(name)"] = value
      }
    }
    if variables["CONSUL_HTTP_TOKEN_FILE"]?.isEmpty == false {
      variables["CONSUL_HTTP_TOKEN"] = nil
    }
    guard stanza.tls.isEnabled else { return variables }
    for (variable, path) in ConsulVariables.names where path[0] == "tls" {
      variables[variable] = nil
    }
    return variables
  }

  /// What templates and commands are told of the registry, as its own tools read it.
  static func variables(of settings: RegistrySettings.ConsulSettings) -> [String: Secret] {
    let standard = RegistrySettings.ConsulSettings()
    let values: [String: String?] = [
      "CONSUL_HTTP_ADDR": settings.address == standard.address ? nil : settings.address,
      "CONSUL_HTTP_AUTH": settings.basicAuthentication?.reveal(),
      "CONSUL_HTTP_TOKEN": settings.token?.reveal(),
      "CONSUL_HTTP_TOKEN_FILE": settings.tokenFile,
      "CONSUL_HTTP_SSL": String(settings.usesTLS),
      "CONSUL_HTTP_SSL_VERIFY": String(settings.tls.verifies),
    ]
    return values.compactMapValues { $0.map { Secret($0) } }
  }
}
