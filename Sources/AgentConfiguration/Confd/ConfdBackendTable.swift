import SystemSupport

/// The settings that say how to reach a registry: flags of confd, and keys of a resource's table
/// `[backend]`.
enum ConfdBackendTable {
  static let all: [Setting<ConfdBackendOptions>] = [
    .text(
      .init("backend", names.joined(separator: "|"), default: "etcd", "the backend"), \.name),
    list(
      .init("nodes", "address", "a node of the backend; may be repeated"), \.nodes),
    .text(
      .init("scheme", "http|https", default: "http", "the protocol of nodes that do not say"),
      \.scheme),
    .bool(
      .init("basic_auth", "boolean", "authenticate with user and password"),
      \.usesBasicAuthentication),
    .text(.init("username", "name", "the user"), \.user),
    Setting(.init("password", "text", "the password", isSecret: true)) { target, node, list in
      if let text = node.text("password", &list) {
        target.password = text.isEmpty ? nil : Secret(text)
      }
    },
    .text(.init("client_cakeys", "file", "certificate authorities, PEM"), \.caFile),
    .text(.init("client_cert", "file", "the client's certificate, PEM"), \.certificateFile),
    .text(
      .init(
        "client_key", "file", "the client's key, PEM; of `redis` the password", isSecret: true),
      \.keyFile),
    .bool(
      .init("client_insecure", "boolean", "do not verify the server's certificate"), \.isInsecure),
    .text(
      .init("separator", "text", default: "/", "what stands for a slash in keys of `redis`"),
      \.separator),
    list(.init("file", "path", "a file or directory of the backend `file`"), \.files),
    .text(
      .init("filter", "pattern", default: "*", "which names in directories of `file` count"),
      \.filter),
  ]

  /// The same for the whole of confd.
  static let settings: [ConfdSetting] = all.map { setting in
    let flag = flags[setting.key]
    return ConfdSetting(
      flag?.name ?? setting.key,
      Setting(setting.description) { target, node, list in
        setting.read(&target.backend, node, &list)
      }, letter: flag?.letter, argument: flag?.argument ?? .one, variable: flag?.variable)
  }

  /// The backends that work.
  static let names = ["consul", "env", "etcd", "etcdv3", "file", "redis"]

  /// How a setting is written as a flag, where that differs from its key.
  private typealias Spelling = (
    name: String, letter: Character?, argument: ConfdSetting.Argument, variable: String?
  )

  private static let flags: [String: Spelling] = [
    "nodes": ("node", "n", .each, nil),
    "basic_auth": ("basic-auth", nil, .none, nil),
    "client_cakeys": ("client-ca-keys", nil, .one, "CONFD_CLIENT_CAKEYS"),
    "client_cert": ("client-cert", nil, .one, "CONFD_CLIENT_CERT"),
    "client_key": ("client-key", nil, .one, "CONFD_CLIENT_KEY"),
    "client_insecure": ("client-insecure", nil, .none, nil),
    "file": ("file", nil, .each, nil),
  ]

  private static func list(
    _ description: SettingDescription,
    _ place: any WritableKeyPath<ConfdBackendOptions, [String]> & Sendable
  ) -> Setting<ConfdBackendOptions> {
    Setting(description) { target, node, list in
      if let texts = node.texts(description.key, &list) { target[keyPath: place] = texts }
    }
  }
}
