import SystemSupport

/// Writes `[registry.NAME]`.
enum RegistryWriter {
  static func write(_ registry: RegistrySettings, to text: inout NativeText) {
    let path = ["registry", registry.name]
    switch registry.kind {
    case .file(let settings):
      begin(path, .file, registry.name, &text)
      text.entry("path", settings.path)
      text.entry("content", settings.content.rawValue, default: "catalog")
      text.entry("more_paths", settings.morePaths)
      text.entry("filter", settings.filter, default: "*")
    case .environment(let settings):
      let usual = RegistrySettings.EnvironmentSettings()
      begin(path, .env, registry.name, &text)
      text.entry("prefix", settings.prefix, default: usual.prefix)
      text.entry("separator", settings.separator, default: usual.separator)
    case .consul(let settings):
      begin(path, .consul, registry.name, &text)
      write(settings, path, &text)
    case .etcd(let settings):
      begin(path, .etcd, registry.name, &text)
      write(settings, path, &text)
    case .etcdV2(let settings):
      begin(path, .etcd2, registry.name, &text)
      write(settings, path, &text)
    case .redis(let settings):
      begin(path, .redis, registry.name, &text)
      write(settings, &text)
    case .replay: return
    }
    if let services = registry.services { write(services, path + ["services"], &text) }
  }

  private static func begin(
    _ path: [String], _ kind: RegistrySettingTables.KindName, _ name: String,
    _ text: inout NativeText
  ) {
    text.table(path)
    if RegistrySettingTables.KindName(name) != kind { text.entry("kind", kind.rawValue) }
  }

  private static func write(
    _ settings: RegistrySettings.ConsulSettings, _ path: [String], _ text: inout NativeText
  ) {
    let usual = RegistrySettings.ConsulSettings()
    if settings.addresses.isEmpty, settings.serviceName == nil {
      text.entry("address", settings.address, default: usual.address)
    }
    text.entry("addresses", settings.addresses)
    text.entry("srv", settings.serviceName)
    text.entry("srv_server", settings.serviceNameServer)
    secret("token", settings.token, instead: "as `token_file` or in CONSUL_HTTP_TOKEN", &text)
    text.entry("token_file", settings.tokenFile)
    secret(
      "auth", settings.basicAuthentication, instead: "in CONSUL_HTTP_AUTH", &text)
    text.entry("datacenter", settings.datacenter, default: "")
    text.entry("namespace", settings.namespace, default: "")
    text.entry("partition", settings.partition, default: "")
    text.entry("consistency", settings.consistency.rawValue, default: usual.consistency.rawValue)
    text.entry("max_stale", settings.maxStale, default: usual.maxStale)
    text.entry("refuse_leaderless", settings.refusesLeaderless, default: usual.refusesLeaderless)
    text.entry("refuse_filtered", settings.refusesFiltered, default: usual.refusesFiltered)
    text.entry("wait", settings.wait, default: usual.wait)
    text.entry("poll", settings.poll, default: usual.poll)
    text.entry("connect_timeout", settings.connectTimeout, default: usual.connectTimeout)
    write(settings.retry, &text)
    text.entry("environment_proxy", settings.usesEnvironmentProxy, default: false)
    text.entry(
      "max_connections", Int64(settings.maximumConnections),
      default: Int64(usual.maximumConnections))
    let isSingle = settings.addresses.isEmpty && settings.serviceName == nil
    let scheme = isSingle ? RegistryAddress.scheme(of: settings.address) : nil
    write(settings.tls, isUsed: settings.usesTLS, scheme: scheme, path, &text)
  }

  private static func write(
    _ settings: RegistrySettings.EtcdSettings, _ path: [String], _ text: inout NativeText
  ) {
    let usual = RegistrySettings.EtcdSettings()
    text.entry("endpoints", settings.endpoints, default: usual.endpoints)
    text.entry("prefix", settings.prefix, default: usual.prefix)
    text.entry("username", settings.user, default: usual.user)
    secret("password", settings.password, instead: "as `password_file`", &text)
    text.entry("password_file", settings.passwordFile)
    text.entry("timeout", settings.timeout, default: usual.timeout)
    text.entry("connect_timeout", settings.connectTimeout, default: usual.connectTimeout)
    text.entry("watchdog", settings.watchdog, default: usual.watchdog)
    text.entry("reread", settings.reread, default: usual.reread)
    write(settings.retry, &text)
    text.entry("environment_proxy", settings.usesEnvironmentProxy, default: false)
    write(settings.tls, isUsed: settings.usesTLS, scheme: nil, path, &text)
  }

  private static func write(
    _ settings: RegistrySettings.EtcdV2Settings, _ path: [String], _ text: inout NativeText
  ) {
    let usual = RegistrySettings.EtcdV2Settings()
    text.entry("endpoints", settings.endpoints, default: usual.endpoints)
    secret(
      "auth", settings.basicAuthentication,
      instead: "in \(variable(of: path, "auth"))", &text)
    text.entry("quorum", settings.quorum, default: usual.quorum)
    text.entry("wait", settings.wait, default: usual.wait)
    write(settings.retry, &text)
    text.entry("environment_proxy", settings.usesEnvironmentProxy, default: false)
    write(settings.tls, isUsed: settings.usesTLS, scheme: nil, path, &text)
  }

  private static func write(
    _ settings: RegistrySettings.RedisSettings, _ text: inout NativeText
  ) {
    let usual = RegistrySettings.RedisSettings()
    text.entry("endpoints", settings.endpoints, default: usual.endpoints)
    text.entry("username", settings.user, default: usual.user)
    secret("password", settings.password, instead: "as `password_file`", &text)
    text.entry("password_file", settings.passwordFile)
    text.entry("database", Int64(settings.database), default: Int64(usual.database))
    text.entry("prefix", settings.prefix, default: usual.prefix)
    text.entry("separator", settings.separator, default: usual.separator)
    text.entry("search", settings.search.rawValue, default: usual.search.rawValue)
    text.entry("timeout", settings.timeout, default: usual.timeout)
    text.entry("connect_timeout", settings.connectTimeout, default: usual.connectTimeout)
    text.entry("watchdog", settings.watchdog, default: usual.watchdog)
    text.entry("reread", settings.reread, default: usual.reread)
    text.entry("poll", settings.poll, default: usual.poll)
    write(settings.retry, &text)
  }

  private static func write(_ retry: RetryPauses, _ text: inout NativeText) {
    let usual = RetryPauses()
    text.entry("retry_min", retry.minimum, default: usual.minimum)
    text.entry("retry_max", retry.maximum, default: usual.maximum)
  }

  private static func variable(of path: [String], _ key: String) -> String {
    (["TRIMTAB"] + path + [key]).joined(separator: "_").uppercased()
  }

  /// A comment in place of a secret, which a file that people pass on must not hold.
  private static func secret(
    _ key: String, _ secret: Secret?, instead: String, _ text: inout NativeText
  ) {
    guard secret != nil else { return }
    text.comment("`\(key)` is left out, as it is a secret: give it \(instead)")
  }

  /// `scheme` is that of the one address, which decides whether TLS is used.
  private static func write(
    _ tls: TLSSettings, isUsed: Bool, scheme: String?, _ path: [String],
    _ text: inout NativeText
  ) {
    let usual = TLSSettings()
    guard tls != usual || isUsed && scheme == nil else { return }
    text.table(path + ["tls"])
    if scheme == nil { text.entry("enabled", isUsed, default: true) }
    text.entry("ca_file", tls.caFile)
    text.entry("ca_dir", tls.caDirectory)
    text.entry("cert_file", tls.certificateFile)
    text.entry("key_file", tls.keyFile)
    text.entry("server_name", tls.serverName)
    text.entry("verify", tls.verifies, default: usual.verifies)
  }

  private static func write(
    _ services: ServiceLayoutSettings, _ path: [String], _ text: inout NativeText
  ) {
    text.table(path)
    text.entry("layout", services.layout.rawValue)
    text.entry("prefix", services.prefix)
    text.entry("domain", services.domain, default: "")
    text.entry("pattern", services.pattern)
    text.entry(
      "value", services.form.rawValue,
      default: ServiceLayoutSettings.Form.hostAndPort.rawValue)
    guard !services.fields.isEmpty else { return }
    text.table(path + ["fields"])
    for (key, name) in services.fields.sorted(by: { $0.key < $1.key }) { text.entry(key, name) }
  }
}
