extension RegistrySettingTables {
  /// The keys of an `etcd` registry.
  static let etcd: [Setting<EtcdDraft>] =
    etcdAccess + etcdTiming + [
      Setting(.init("tls", "table", "certificates, see below")) { target, node, list in
        guard case .table(let table) = node.kind else {
          node.expected("a table", for: "tls", &list)
          return
        }
        target.hasTLSTable = true
        TableReader("`tls`", etcdTLS).read(table, into: &target, &list)
      }
    ]

  private static let etcdAccess: [Setting<EtcdDraft>] = [
    Setting(
      .init(
        "endpoints", "array of host:port|URL", default: "127.0.0.1:2379",
        "the members; the one that answered last is asked, the others when it fails")
    ) { target, node, list in
      if let endpoints = endpoints(node, &list) { target.settings.endpoints = endpoints }
    },
    Setting(
      .init("address", "host:port|URL", "another name of `endpoints`, for a single member")
    ) { target, node, list in
      if let endpoints = endpoints(node, &list) { target.settings.endpoints = endpoints }
    },
    .text(
      .init(
        "prefix", "text", default: "/",
        "stands before every key: `a/b` is the key `/a/b`; with `\"\"` keys are as templates say"),
      \.settings.prefix),
    .text(.init("username", "name", "the user, where etcd wants one"), \.settings.user),
    .secret(
      .init("password", "text", "the user's password", isSecret: true), \.settings.password),
    .path(
      .init("password_file", "path", "a file that holds the password, read anew for each use"),
      \.settings.passwordFile),
  ]

  private static let etcdTiming: [Setting<EtcdDraft>] = [
    .duration(
      .init(
        "timeout", "duration", default: "5s",
        "how long a member may be silent while it owes an answer"),
      \.settings.timeout, atLeast: .milliseconds(10)),
    .duration(
      .init("connect_timeout", "duration", default: "3s", "how long a connection may take"),
      \.settings.connectTimeout, atLeast: .milliseconds(10)),
    .duration(
      .init(
        "watchdog", "duration", default: "15s",
        "how long nothing may change before the member is asked for a sign of life"),
      \.settings.watchdog, atLeast: .milliseconds(100)),
    .duration(
      .init(
        "reread", "duration", default: "10m",
        "how often everything is read anew, in case that a watch lost something"),
      \.settings.reread, atLeast: .seconds(1)),
    .duration(
      .init("retry_min", "duration", default: "250ms", "the first pause after a failure"),
      \.settings.retryMinimum, atLeast: .milliseconds(1)),
    .duration(
      .init("retry_max", "duration", default: "30s", "the longest pause after failures"),
      \.settings.retryMaximum, atLeast: .milliseconds(1)),
  ]

  /// The keys of an etcd registry's `tls` table, those of an etcd2 registry.
  static let etcdTLS: [Setting<EtcdDraft>] = etcdV2TLS.map { setting in
    Setting(setting.description) { target, node, list in
      var draft = EtcdV2Draft()
      draft.settings.tls = target.settings.tls
      draft.tlsEnabled = target.tlsEnabled
      setting.read(&draft, node, &list)
      target.settings.tls = draft.settings.tls
      target.tlsEnabled = draft.tlsEnabled
    }
  }
}
