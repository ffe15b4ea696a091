extension RegistrySettingTables {
  /// The keys of an `etcd2` registry.
  static let etcdV2: [Setting<EtcdV2Draft>] =
    [
      Setting(
        .init(
          "endpoints", "array of host:port|URL", default: "127.0.0.1:2379",
          "the members; the first that answers is asked")
      ) { target, node, list in
        if let endpoints = endpoints(node, &list) { target.settings.endpoints = endpoints }
      },
      .secret(
        .init("auth", "user:password", "HTTP basic authentication", isSecret: true),
        \.settings.basicAuthentication),
      .bool(
        .init(
          "quorum", "boolean", default: "true",
          "whether the cluster agrees on each answer; if not, one may be a little old"),
        \.settings.quorum),
    ] + etcdV2Timing + retry() + proxy() + [tlsTable()]

  private static let etcdV2Timing: [Setting<EtcdV2Draft>] = [
    .duration(
      .init(
        "wait", "duration", default: "60s",
        "how long one long poll waits; then everything is read anew"),
      \.settings.wait, atLeast: .seconds(1))
  ]

  /// A list of texts that is not empty, also as one text with commas; nil after adding an error.
  static func addresses(
    _ node: SettingNode, _ key: String, _ list: inout DiagnosticList
  ) -> [String]? {
    var addresses: [String] = []
    if case .array = node.kind {
      guard let texts = node.texts(key, &list) else { return nil }
      addresses = texts
    } else if let text = node.filledText(key, &list) {
      addresses = text.split(separator: ",").map(String.init)
    } else {
      return nil
    }
    guard !addresses.isEmpty else {
      list.error("invalid-value", "`\(key)` must name a server", at: node)
      return nil
    }
    return addresses
  }

  /// A list of addresses, also as one text with commas; nil after adding an error.
  static func endpoints(
    _ node: SettingNode, _ list: inout DiagnosticList
  ) -> [String]? {
    guard let endpoints = addresses(node, "endpoints", &list) else { return nil }
    for endpoint in endpoints {
      let isSocket = RegistryAddress.scheme(of: endpoint) == "unix"
      if let problem = isSocket
        ? "must begin with `http://` or `https://`" : RegistryAddress.problem(of: endpoint)
      {
        list.error("invalid-value", "each of `endpoints` \(problem)", at: node)
        return nil
      }
    }
    return endpoints
  }
}
