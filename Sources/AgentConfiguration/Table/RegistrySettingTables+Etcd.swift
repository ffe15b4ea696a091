extension RegistrySettingTables {
  /// The keys of an `etcd` registry.
  static let etcd: [Setting<EtcdDraft>] =
    etcdAccess + etcdTiming + retry() + proxy() + [tlsTable()]

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
  ]
}
