import Diagnostics
import SystemSupport

/// Decodes one `[registry.NAME]` table.
struct RegistryReader {
  let entry: SettingEntry
  let table: SettingTable
  let environment: [String: String]

  /// The registry, or nil after adding errors.
  func read(_ list: inout DiagnosticList) -> RegistrySettings? {
    guard isUsableName(&list), let kind = kind(&list) else { return nil }
    let services = services(&list)
    var settings = read(kind, &list)
    settings?.services = services
    return settings
  }

  private func read(
    _ kind: RegistrySettingTables.KindName, _ list: inout DiagnosticList
  ) -> RegistrySettings? {
    switch kind {
    case .consul:
      var draft = ConsulDraft()
      read(RegistrySettingTables.consul, into: &draft, kind, &list)
      ConsulVariables(environment, for: table).fill(&draft, &list)
      let settings = finish(draft, rivals: [("token", "token_file")], &list)
      return RegistrySettings(name: entry.key, kind: .consul(settings))
    case .env:
      var settings = RegistrySettings.EnvironmentSettings()
      read(RegistrySettingTables.environment, into: &settings, kind, &list)
      return RegistrySettings(name: entry.key, kind: .environment(settings))
    case .etcd:
      var draft = EtcdDraft()
      read(RegistrySettingTables.etcd, into: &draft, kind, &list)
      EtcdVariables(environment, for: table).fill(&draft, &list)
      let rivals = [("password", "password_file"), ("endpoints", "address")]
      let settings = finish(draft, rivals: rivals, &list)
      if settings.user.isEmpty, let entry = table["password"] ?? table["password_file"] {
        list.error("missing-key", "a password needs a `username`", atKey: entry)
      }
      return RegistrySettings(name: entry.key, kind: .etcd(settings))
    case .etcd2:
      var draft = EtcdV2Draft()
      read(RegistrySettingTables.etcdV2, into: &draft, kind, &list)
      return RegistrySettings(name: entry.key, kind: .etcdV2(finish(draft, &list)))
    case .redis:
      var settings = RedisDraft()
      read(RegistrySettingTables.redis, into: &settings, kind, &list)
      check([("password", "password_file"), ("endpoints", "address")], &list)
      checkRetries(settings.retry, &list)
      return RegistrySettings(name: entry.key, kind: .redis(settings))
    case .file:
      var draft = FileDraft()
      read(RegistrySettingTables.file, into: &draft, kind, &list)
      guard let path = draft.path else {
        if table["path"] == nil {
          list.error(
            "missing-key", "the registry `\(entry.key)` needs a `path`", atKey: entry)
        }
        return nil
      }
      for key in ["more_paths", "filter"] where draft.content == .catalog {
        guard let entry = table[key] else { continue }
        list.error(
          "contradiction", "`\(key)` is for files with `content = \"keys\"`", atKey: entry)
      }
      return RegistrySettings(name: entry.key, kind: .file(draft.finished(path)))
    }
  }

  /// How services are written in the keys; nil without a table `services`, or after adding errors.
  private func services(_ list: inout DiagnosticList) -> ServiceLayoutSettings? {
    guard let entry = table["services"] else { return nil }
    guard case .table(let table) = entry.value.kind else {
      entry.value.expected("a table", for: "services", &list)
      return nil
    }
    var draft = ServiceLayoutDraft()
    TableReader("`services`", RegistrySettingTables.services).read(table, into: &draft, &list)
    return draft.finished(from: entry, &list)
  }

  /// Queries name a registry as `edge::web`, so blanks, quotes and colons cannot be in a name.
  private func isUsableName(_ list: inout DiagnosticList) -> Bool {
    let isUsable =
      !entry.key.isEmpty
      && entry.key.unicodeScalars.allSatisfy { scalar in
        scalar.value > 0x20 && scalar.value != 0x7F && !":|\"'`@".unicodeScalars.contains(scalar)
      }
    if !isUsable {
      list.error(
        "invalid-value",
        "a registry's name must not be empty or contain blanks, quotes or any of `:|@`",
        atKey: entry)
    }
    return isUsable
  }

  private func kind(_ list: inout DiagnosticList) -> RegistrySettingTables.KindName? {
    typealias KindName = RegistrySettingTables.KindName
    let words = KindName.allCases.map(\.rawValue)
    if let written = table["kind"]?.value {
      if case .string(let text) = written.kind, let kind = KindName(text) { return kind }
      return written.word("kind", among: words, &list).flatMap { KindName($0) }
    }
    if let kind = KindName(entry.key) { return kind }
    let quoted = words.map { "`\($0)`" }
    let choices = "\(quoted.dropLast().joined(separator: ", ")) or \(quoted[words.count - 1])"
    list.error(
      "missing-key", "the registry `\(entry.key)` needs a `kind`: \(choices)", atKey: entry,
      hint: Suggestion.hint(for: entry.key, among: words))
    return nil
  }

  private func read<Draft>(
    _ settings: [Setting<Draft>], into draft: inout Draft,
    _ kind: RegistrySettingTables.KindName, _ list: inout DiagnosticList
  ) {
    let keys: [RegistrySettingTables.KindName: [String]] = [
      .consul: RegistrySettingTables.consul.map(\.key),
      .env: RegistrySettingTables.environment.map(\.key),
      .etcd: RegistrySettingTables.etcd.map(\.key),
      .etcd2: RegistrySettingTables.etcdV2.map(\.key),
      .file: RegistrySettingTables.file.map(\.key),
      .redis: RegistrySettingTables.redis.map(\.key),
    ]
    TableReader("a `\(kind.rawValue)` registry", settings).read(
      table, into: &draft, ignoring: ["kind", "services"],
      elsewhere: { key in
        let others = RegistrySettingTables.KindName.allCases.filter { $0 != kind }
        return others.first { keys[$0]?.contains(key) == true }.map {
          "`\(key)` belongs to registries of kind `\($0.rawValue)`"
        }
      }, &list)
  }

  /// The settings of a server, after a look at what cannot be true together.
  private func finish<Settings>(
    _ draft: ServerDraft<Settings>, rivals: [(String, String)] = [],
    _ list: inout DiagnosticList
  ) -> Settings {
    let settings = draft.finished
    check(rivals, &list)
    checkRetries(settings.retry, &list)
    checkCertificate(settings.tls, &list)
    return settings
  }

  /// Of two keys with the same meaning there may be one.
  private func check(_ rivals: [(String, String)], _ list: inout DiagnosticList) {
    for (one, other) in rivals where table[one] != nil {
      guard let entry = table[other] else { continue }
      list.error(
        "contradiction", "a registry has either `\(one)` or `\(other)`, not both", atKey: entry)
    }
  }

  private func checkRetries(_ pauses: RetryPauses, _ list: inout DiagnosticList) {
    guard pauses.maximum < pauses.minimum,
      let node = table["retry_max"]?.value ?? table["retry_min"]?.value
    else { return }
    list.error("invalid-value", "`retry_max` is less than `retry_min`", at: node)
  }

  private func checkCertificate(_ tls: TLSSettings, _ list: inout DiagnosticList) {
    guard (tls.certificateFile == nil) != (tls.keyFile == nil) else { return }
    list.error(
      "missing-key", "a client certificate needs both `cert_file` and `key_file`",
      atKey: table["tls"] ?? entry)
  }
}
