import Diagnostics
import SystemSupport

/// Turns backends of confd into registries; resources with the same backend share one.
struct ConfdRegistries {
  /// Finds the targets of SRV records, each `priority weight port target`.
  typealias Lookup = @Sendable (String) throws(SystemError) -> [String]

  /// The registries in the order of their first use.
  private(set) var all: [RegistrySettings] = []
  private let environment: [String: String]
  private let form: ConfdSource.Form
  private let lookup: Lookup
  private var names: [ConfdBackendOptions: String] = [:]

  /// No registries yet.
  init(
    environment: [String: String], form: ConfdSource.Form,
    lookup: @escaping Lookup = { name throws(SystemError) in try NameLookup.services(of: name) }
  ) {
    self.environment = environment
    self.form = form
    self.lookup = lookup
  }

  /// The name of the registry for a backend, or nil after adding errors. `entry` is where a
  /// resource has it.
  mutating func registry(
    _ backend: ConfdBackendOptions, serviceRecord: String?, at entry: SettingEntry?,
    _ list: inout DiagnosticList
  ) -> String? {
    if let known = names[backend] { return known }
    var backend = backend
    let key = backend
    if let serviceRecord, backend.name != "consul" {
      guard let nodes = nodes(of: serviceRecord, backend, &list) else { return nil }
      backend.nodes = nodes
    }
    guard
      let kind = kind(
        backend, serviceRecord: serviceRecord, at: entry, &list)
    else { return nil }
    var name = backend.name
    var number = 2
    while all.contains(where: { $0.name == name }) {
      name = "\(backend.name)-\(number)"
      number += 1
    }
    all.append(RegistrySettings(name: name, kind: kind))
    names[key] = name
    return name
  }

  /// What belongs to a key in a registry: confd's clients of some compare texts, of others paths.
  func match(of registry: String?) -> ResourceSettings.KeySpaceSettings.Match {
    switch all.first(where: { $0.name == registry })?.kind {
    case .etcd, .etcdV2, .redis: .path
    default: .text
    }
  }

  /// A resource's table `[backend]` over the settings for all; nil after adding errors.
  static func read(
    _ entry: SettingEntry, over standard: ConfdBackendOptions, _ list: inout DiagnosticList
  ) -> ConfdBackendOptions? {
    guard case .table(let table) = entry.value.kind else {
      entry.value.expected("a table", for: "backend", &list)
      return nil
    }
    var backend = ConfdBackendOptions()
    backend.dialTimeout = standard.dialTimeout
    backend.retryMinimum = standard.retryMinimum
    backend.retryMaximum = standard.retryMaximum
    for entry in table.entries {
      let key = ConfdSetting.normalised(entry.key)
      if let setting = ConfdBackendTable.all.first(where: { $0.key == key }) {
        setting.read(&backend, entry.value, &list)
      } else if let idle = ConfdSettingTable.setting(key: key) {
        var options = ConfdOptions()
        idle.setting.read(&options, entry.value, &list)
      } else {
        list.add(
          Diagnostic(
            .warning, code: "unknown-key", "unknown key `\(entry.key)`, which is ignored",
            source: entry.keySource, span: entry.keySpan,
            hint: Suggestion.hint(for: key, among: ConfdBackendTable.all.map(\.key))))
      }
    }
    guard !backend.name.isEmpty else {
      list.error("missing-key", "a table `[backend]` needs a `backend`", atKey: entry)
      return nil
    }
    return backend
  }

  // MARK: - Kinds

  private func kind(
    _ backend: ConfdBackendOptions, serviceRecord: String?, at entry: SettingEntry?,
    _ list: inout DiagnosticList
  ) -> RegistrySettings.Kind? {
    if backend.name == "redis" { return redis(backend, at: entry, &list) }
    guard isNodeList(backend.nodes, at: entry, &list) else { return nil }
    switch backend.name {
    case "consul": return consul(backend, serviceRecord, &list)
    case "env": return .environment(.init())
    case "etcd" where form == .original: return etcdV2(backend)
    case "etcd", "etcdv3": return etcd(backend)
    case "file": return file(backend, at: entry, &list)
    default:
      list.add(unknown(backend.name, at: entry))
      return nil
    }
  }

  private func consul(
    _ backend: ConfdBackendOptions, _ serviceRecord: String?, _ list: inout DiagnosticList
  ) -> RegistrySettings.Kind {
    var draft = ConsulDraft()
    draft.settings.consistency = .default
    draft.settings.connectTimeout = backend.dialTimeout
    draft.settings.serviceName = serviceRecord
    let nodes = backend.nodes.isEmpty ? ["127.0.0.1:8500"] : backend.nodes
    let addresses = nodes.map { $0.contains("://") ? $0 : "\(backend.scheme)://\($0)" }
    if addresses.count == 1 {
      draft.settings.address = addresses[0]
    } else {
      draft.settings.addresses = addresses
    }
    draft.tlsEnabled = backend.scheme == "https"
    if backend.usesBasicAuthentication {
      draft.settings.basicAuthentication = authentication(backend)
    }
    share(backend, &draft.settings)
    // As in confd, the variables of Consul's own tools fill what confd has no setting for.
    var variables = environment
    for name in ["CONSUL_HTTP_ADDR", "CONSUL_HTTP_SSL"] { variables[name] = nil }
    if backend.usesBasicAuthentication { variables["CONSUL_HTTP_AUTH"] = nil }
    if !backend.caFile.isEmpty { variables["CONSUL_CACERT"] = nil }
    if !backend.certificateFile.isEmpty {
      variables["CONSUL_CLIENT_CERT"] = nil
      variables["CONSUL_CLIENT_KEY"] = nil
    }
    ConsulVariables(variables, for: SettingTable()).fill(&draft, &list)
    return .consul(draft.finished)
  }

  private func etcd(_ backend: ConfdBackendOptions) -> RegistrySettings.Kind {
    var settings = RegistrySettings.EtcdSettings()
    if !backend.nodes.isEmpty { settings.endpoints = backend.nodes }
    if backend.usesBasicAuthentication {
      settings.user = backend.user
      settings.password = backend.password
    }
    settings.usesTLS = usesTLS(backend)
    settings.connectTimeout = backend.dialTimeout
    share(backend, &settings)
    return .etcd(settings)
  }

  private func etcdV2(_ backend: ConfdBackendOptions) -> RegistrySettings.Kind {
    var settings = RegistrySettings.EtcdV2Settings()
    settings.endpoints = backend.nodes.isEmpty ? ["http://127.0.0.1:4001"] : backend.nodes
    if backend.usesBasicAuthentication {
      settings.basicAuthentication = authentication(backend)
    }
    settings.usesTLS = usesTLS(backend)
    share(backend, &settings)
    return .etcdV2(settings)
  }

  private func file(
    _ backend: ConfdBackendOptions, at entry: SettingEntry?, _ list: inout DiagnosticList
  ) -> RegistrySettings.Kind? {
    guard let first = backend.files.first else {
      list.add(
        problem(
          "missing-key", "the backend `file` needs a file", at: entry,
          hint: "name it by `-file PATH`, or in confd.toml by `file = [\"PATH\"]`"))
      return nil
    }
    var settings = RegistrySettings.FileSettings(path: first)
    settings.content = .keys
    settings.morePaths = Array(backend.files.dropFirst())
    settings.filter = backend.filter
    return .file(settings)
  }

  // MARK: - Parts

  private func usesTLS(_ backend: ConfdBackendOptions) -> Bool {
    backend.scheme == "https" || !backend.certificateFile.isEmpty
  }

  /// Sets what all servers have.
  private func share<Settings: ServerSettings>(
    _ backend: ConfdBackendOptions, _ settings: inout Settings
  ) {
    settings.tls = tls(backend)
    settings.usesEnvironmentProxy = Settings.hasProxy(environment)
    settings.retry.minimum = backend.retryMinimum
    settings.retry.maximum = max(backend.retryMinimum, backend.retryMaximum)
  }

  private func tls(_ backend: ConfdBackendOptions) -> TLSSettings {
    var tls = TLSSettings()
    if !backend.caFile.isEmpty { tls.caFile = backend.caFile }
    if !backend.certificateFile.isEmpty { tls.certificateFile = backend.certificateFile }
    if !backend.keyFile.isEmpty { tls.keyFile = backend.keyFile }
    tls.verifies = !backend.isInsecure
    return tls
  }

  private func authentication(_ backend: ConfdBackendOptions) -> Secret {
    Secret("\(backend.user):\(backend.password?.reveal() ?? "")")
  }

  private func isNodeList(
    _ nodes: [String], at entry: SettingEntry?, _ list: inout DiagnosticList
  ) -> Bool {
    for node in nodes {
      guard let found = RegistryAddress.problem(of: node) else { continue }
      list.add(problem("invalid-value", "the node `\(node)` \(found)", at: entry))
      return false
    }
    return true
  }

  private func nodes(
    of record: String, _ backend: ConfdBackendOptions, _ list: inout DiagnosticList
  ) -> [String]? {
    do throws(SystemError) {
      let nodes = try lookup(record).compactMap { line -> String? in
        let fields = line.split(separator: " ")
        guard fields.count == 4 else { return nil }
        var host = fields[3]
        if host.hasSuffix(".") { host.removeLast() }
        return backend.name == "etcd"
          ? "\(backend.scheme)://\(host):\(fields[2])" : "\(host):\(fields[2])"
      }
      if !nodes.isEmpty { return nodes }
      list.add(Diagnostic(code: "no-nodes", "the name `\(record)` has no SRV records"))
    } catch {
      list.add(Diagnostic(code: "no-nodes", "cannot find the nodes: \(error)"))
    }
    return nil
  }

  func problem(
    _ code: String, _ message: String, at entry: SettingEntry?, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      code: code, message, source: entry?.keySource, span: entry?.keySpan, hint: hint)
  }

  /// What to use in place of a backend that there is not.
  private func unknown(_ name: String, at entry: SettingEntry?) -> Diagnostic {
    let advice: [String: String] = [
      "vault": "keep values in Consul or etcd; for secrets of Vault stay with confd",
      "zookeeper": "keep keys in etcd or Consul; for ZooKeeper stay with confd",
      "rancher": "use `env` or `file` with what Rancher's metadata give",
    ]
    let cloud = ["dynamodb", "ssm", "acm", "secretsmanager", "imds"]
    if let hint = advice[name] ?? (cloud.contains(name) ? ConfdRegistries.cloudAdvice : nil) {
      return problem("unsupported", "the backend `\(name)` is not supported", at: entry, hint: hint)
    }
    let known = ConfdBackendTable.names
    return problem(
      "unknown-backend", "unknown backend `\(name)`", at: entry,
      hint: Suggestion.hint(for: name, among: known)
        ?? "known are \(known.map { "`\($0)`" }.joined(separator: ", "))")
  }

  private static let cloudAdvice =
    "write its values to a file and use the backend `file`; for AWS itself stay with confd"
}
