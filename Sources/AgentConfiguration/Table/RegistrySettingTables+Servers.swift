import SystemSupport

extension RegistrySettingTables {
  /// The keys that say how long to pause after failures.
  static func retry<Settings>() -> [Setting<ServerDraft<Settings>>] {
    [
      .duration(
        .init("retry_min", "duration", default: "250ms", "the first pause after a failure"),
        \.settings.retry.minimum, atLeast: .milliseconds(1)),
      .duration(
        .init("retry_max", "duration", default: "30s", "the longest pause after failures"),
        \.settings.retry.maximum, atLeast: .milliseconds(1)),
    ]
  }

  /// What servers over HTTP have.
  static func proxy<Settings>() -> [Setting<ServerDraft<Settings>>] {
    [
      .bool(
        .init(
          "environment_proxy", "boolean", default: "false",
          "whether the proxy is used that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name"),
        \.settings.usesEnvironmentProxy)
    ]
  }

  /// The table `tls` as a key.
  static func tlsTable<Settings>() -> Setting<ServerDraft<Settings>> {
    Setting(.init("tls", "table", "certificates, see below")) { target, node, list in
      guard case .table(let table) = node.kind else {
        node.expected("a table", for: "tls", &list)
        return
      }
      target.hasTLSTable = true
      TableReader("`tls`", tls()).read(table, into: &target, &list)
    }
  }

  /// What the reference says of the table `tls`, which is the same for all servers.
  static var tlsDescriptions: [SettingDescription] {
    let settings: [Setting<ConsulDraft>] = tls()
    return settings.map(\.description)
  }

  /// The keys of a registry's table `tls`.
  static func tls<Settings>() -> [Setting<ServerDraft<Settings>>] {
    [
      Setting(
        .init(
          "enabled", "boolean", default: "true with a `tls` table",
          "whether TLS is used for addresses without `http://` or `https://`")
      ) { target, node, list in target.tlsEnabled = node.bool("enabled", &list) },
      .path(.init("ca_file", "path", "certificate authorities, PEM"), \.settings.tls.caFile),
      .path(
        .init("ca_dir", "path", "a directory of hashed certificate authorities"),
        \.settings.tls.caDirectory),
      .path(
        .init("cert_file", "path", "the client's certificate, PEM"),
        \.settings.tls.certificateFile),
      .path(.init("key_file", "path", "the client's key, PEM"), \.settings.tls.keyFile),
      .filledText(
        .init(
          "server_name", "name", default: "the address's host",
          "the name to expect in the server's certificate"),
        \.settings.tls.serverName),
      .bool(
        .init(
          "verify", "boolean", default: "true", "whether the server's certificate is verified"),
        \.settings.tls.verifies),
    ]
  }

  /// Fills a draft with a variable of the environment, which stands for the key at `path`.
  static func fill<Settings>(
    _ draft: inout ServerDraft<Settings>, at path: [String],
    of settings: [Setting<ServerDraft<Settings>>], from variable: String, _ value: String,
    _ list: inout DiagnosticList
  ) {
    let key = path[path.count - 1]
    let node = SettingNode(
      bareText: value, name: variable, isSecret: SettingReference.isSecret(key))
    let table = path[0] == "tls" ? tls() : settings
    table.first { $0.key == key }?.read(&draft, node, &list)
  }
}
