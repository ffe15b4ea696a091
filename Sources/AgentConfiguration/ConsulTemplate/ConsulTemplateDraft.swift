import SystemSupport

/// What knows whether the original's odd readings of values are wanted.
protocol ConsulTemplateReadable: SendableMetatype {
  /// Whether a number is a duration in nanoseconds, and a comma parts the words of a command.
  var isStrict: Bool { get }
}

/// A configuration of consul-template while it is read.
struct ConsulTemplateDraft: ConsulTemplateReadable {
  let isStrict: Bool
  var consul: ConsulStanza
  var other: [String: OtherRegistryStanza] = [:]
  var templates: [(draft: ConsulTemplateBlock, node: SettingNode)] = []
  var exec: CommandStanza
  var wait: ResourceSettings.Quiescence?
  var leftDelimiter: String?
  var rightDelimiter: String?
  var maxStale: Duration?
  var blockQueryWait: Duration?
  /// For templates that do not say it themselves.
  var templateErrorFatal: Bool?
  /// For all templates, whatever they say: by a flag.
  var templateErrorFatalForAll: Bool?
  var deduplication: DeduplicationSettings?
  var settings = ConsulTemplateSettings()

  init(isStrict: Bool) {
    self.isStrict = isStrict
    consul = ConsulStanza(isStrict: isStrict)
    exec = CommandStanza(isStrict: isStrict)
  }
}

/// `consul`.
struct ConsulStanza: ConsulTemplateReadable {
  let isStrict: Bool
  var address = ""
  var namespace = ""
  var token = ""
  var tokenFile = ""
  var authEnabled: Bool?
  var userName = ""
  var password = ""
  var retry = ConsulTemplateSettings.Retry()
  var tls = TLSStanza()
  var transport: TransportStanza

  init(isStrict: Bool) {
    self.isStrict = isStrict
    transport = TransportStanza(isStrict: isStrict)
  }

  /// `user:password`; empty without both, or when it is switched off.
  var authentication: String {
    let hasUser = !userName.isEmpty || !password.isEmpty
    guard authEnabled ?? hasUser, hasUser else { return "" }
    return "\(userName):\(password)"
  }
}

/// `ssl`.
struct TLSStanza {
  var enabled: Bool?
  var verify: Bool?
  var certificate = ""
  var key = ""
  var caFile = ""
  var caBytes = ""
  var caDirectory = ""
  var serverName = ""

  /// Whether TLS is used: as said, else if anything of it is set.
  var isEnabled: Bool {
    enabled
      ?? (verify != nil
        || ![certificate, key, caFile, caBytes, caDirectory, serverName].allSatisfy(\.isEmpty))
  }
}

/// `transport`; the connections are Trimtab's own, which has its own ways with them.
struct TransportStanza: ConsulTemplateReadable {
  let isStrict: Bool
  var maximumConnections = 0
  var keepAlive: Duration?
  var dialTimeout: Duration?
  var handshakeTimeout: Duration?
}

/// `vault` and `nomad`, which are read to find mistakes, and for what commands are told.
struct OtherRegistryStanza: ConsulTemplateReadable {
  let isStrict: Bool
  var address = ""
  var retry = ConsulTemplateSettings.Retry()
  var tls = TLSStanza()
  var transport: TransportStanza

  init(isStrict: Bool) {
    self.isStrict = isStrict
    transport = TransportStanza(isStrict: isStrict)
  }

  /// What commands and templates are told of Vault, as its own tools read it.
  var vaultVariables: [String: Secret] {
    let values = [
      "VAULT_ADDR": address, "VAULT_CLIENT_CERT": tls.certificate, "VAULT_CLIENT_KEY": tls.key,
      "VAULT_CAPATH": tls.caDirectory, "VAULT_CACERT": tls.caFile,
      "VAULT_CACERT_BYTES": tls.caBytes, "VAULT_TLS_SERVER_NAME": tls.serverName,
      "VAULT_SKIP_VERIFY": tls.verify.map { String(!$0) } ?? "",
    ]
    return values.filter { !$0.value.isEmpty }.mapValues { Secret($0) }
  }
}

/// `exec`, of a template or of all.
struct CommandStanza: ConsulTemplateReadable {
  let isStrict: Bool
  var command: CommandLineText?
  var enabled: Bool?
  var environment = ChildEnvironmentSettings()
  var killSignal: SignalName?
  var killTimeout: Duration?
  var reloadSignal: SignalName?
  /// Whether the program is told nothing: `reload_signal = ""`.
  var isSilent = false
  var splay = Duration.zero
  var timeout: Duration?
  var timeoutNode: SettingNode?
}

/// `template`.
struct ConsulTemplateBlock: ConsulTemplateReadable {
  let isStrict: Bool
  var source = ""
  var contents = ""
  var destination = ""
  var destinationNode: SettingNode?
  var createsDirectories = true
  var command: CommandLineText?
  var commandTimeout: Duration?
  var exec: CommandStanza
  var mode: UInt32?
  var user = ""
  var group = ""
  var userNumber: Int64?
  var groupNumber: Int64?
  var keepsBackup = false
  var wait: ResourceSettings.Quiescence?
  var leftDelimiter: String?
  var rightDelimiter: String?
  var failsOnMissingKey = false
  var errorFatal: Bool?
  var deniedFunctions: [String] = []
  var sandbox = ""

  init(isStrict: Bool) {
    self.isStrict = isStrict
    exec = CommandStanza(isStrict: isStrict)
  }
}
