import Diagnostics
import SystemSupport

/// The variables that etcd's own tool reads. They fill the keys that nobody set.
package struct EtcdVariables {
  /// The variables and the settings that they fill, for the help.
  package static let names: [(variable: String, path: [String])] = [
    ("ETCDCTL_ENDPOINTS", ["endpoints"]),
    ("ETCDCTL_USER", ["username"]),
    ("ETCDCTL_PASSWORD", ["password"]),
    ("ETCDCTL_DIAL_TIMEOUT", ["connect_timeout"]),
    ("ETCDCTL_COMMAND_TIMEOUT", ["timeout"]),
    ("ETCDCTL_CACERT", ["tls", "ca_file"]),
    ("ETCDCTL_CERT", ["tls", "cert_file"]),
    ("ETCDCTL_KEY", ["tls", "key_file"]),
    ("ETCDCTL_INSECURE_SKIP_TLS_VERIFY", ["tls", "verify"]),
  ]

  private let environment: [String: String]
  private let table: SettingTable

  /// The variables for a registry's table.
  init(_ environment: [String: String], for table: SettingTable) {
    self.environment = environment
    self.table = table
  }

  /// Fills the keys that the table does not have. `ETCDCTL_USER` may hold a password behind a
  /// colon; with a user of the table neither it nor the password of the environment counts.
  func fill(_ draft: inout EtcdDraft, _ list: inout DiagnosticList) {
    for (variable, path) in EtcdVariables.names {
      guard var value = environment[variable], !value.isEmpty, !isShutOut(path) else { continue }
      if path == ["username"], let colon = value.firstIndex(of: ":") {
        let password = String(value[value.index(after: colon)...])
        if !password.isEmpty, !isShutOut(["password"]) {
          draft.settings.password = Secret(password)
        }
        value = String(value[..<colon])
      }
      if path == ["tls", "verify"] {
        guard let skips = BareText.bool(value) else { continue }
        value = skips ? "false" : "true"
      }
      RegistrySettingTables.fill(
        &draft, at: path, of: RegistrySettingTables.etcd, from: variable, value, &list)
    }
  }

  private func isShutOut(_ path: [String]) -> Bool {
    let rivals = [
      "endpoints": ["endpoints", "address"], "username": ["username"],
      "password": ["username", "password", "password_file"],
    ]
    if let keys = rivals[path[0]] { return keys.contains { table[$0] != nil } }
    guard let entry = table[path[0]] else { return false }
    guard path.count > 1, case .table(let inner) = entry.value.kind else { return true }
    return inner[path[1]] != nil
  }

  /// The registry that `ETCDCTL_ENDPOINTS` means where none is configured.
  static func impliedRegistry(
    _ environment: [String: String], _ list: inout DiagnosticList
  ) -> RegistrySettings? {
    guard environment["ETCDCTL_ENDPOINTS"]?.isEmpty == false else { return nil }
    var draft = EtcdDraft()
    EtcdVariables(environment, for: SettingTable()).fill(&draft, &list)
    return RegistrySettings(name: "etcd", kind: .etcd(draft.finished))
  }
}
