import Diagnostics
import SystemSupport

/// The variables that Consul's own tools read. They fill the keys that nobody set.
package struct ConsulVariables {
  /// The variables and the settings that they fill, for the help.
  package static let names: [(variable: String, path: [String])] = [
    ("CONSUL_HTTP_ADDR", ["address"]),
    ("CONSUL_HTTP_TOKEN", ["token"]),
    ("CONSUL_HTTP_TOKEN_FILE", ["token_file"]),
    ("CONSUL_HTTP_AUTH", ["auth"]),
    ("CONSUL_HTTP_SSL", ["tls", "enabled"]),
    ("CONSUL_HTTP_SSL_VERIFY", ["tls", "verify"]),
    ("CONSUL_CACERT", ["tls", "ca_file"]),
    ("CONSUL_CAPATH", ["tls", "ca_dir"]),
    ("CONSUL_CLIENT_CERT", ["tls", "cert_file"]),
    ("CONSUL_CLIENT_KEY", ["tls", "key_file"]),
    ("CONSUL_TLS_SERVER_NAME", ["tls", "server_name"]),
    ("CONSUL_NAMESPACE", ["namespace"]),
    ("CONSUL_PARTITION", ["partition"]),
  ]

  private let environment: [String: String]
  private let table: SettingTable

  /// The variables for a registry's table.
  init(_ environment: [String: String], for table: SettingTable) {
    self.environment = environment
    self.table = table
  }

  /// Fills the keys that the table does not have. A token of the table, in whichever form, shuts
  /// out both variables for it.
  func fill(_ draft: inout ConsulDraft, _ list: inout DiagnosticList) {
    let hasToken = table["token"] != nil || table["token_file"] != nil
    for (variable, path) in ConsulVariables.names {
      guard let value = environment[variable], !value.isEmpty, isUnset(path) else { continue }
      if hasToken && path[0].hasPrefix("token") { continue }
      if path == ["token_file"], environment["CONSUL_HTTP_TOKEN"]?.isEmpty == false { continue }
      RegistrySettingTables.fill(
        &draft, at: path, of: RegistrySettingTables.consul, from: variable, value, &list)
    }
  }

  private func isUnset(_ path: [String]) -> Bool {
    guard let entry = table[path[0]] else { return true }
    guard path.count > 1, case .table(let inner) = entry.value.kind else { return false }
    return inner[path[1]] == nil
  }

  /// The registry that `CONSUL_HTTP_ADDR` means where none is configured.
  static func impliedRegistry(
    _ environment: [String: String], _ list: inout DiagnosticList
  ) -> RegistrySettings? {
    guard environment["CONSUL_HTTP_ADDR"]?.isEmpty == false else { return nil }
    var draft = ConsulDraft()
    ConsulVariables(environment, for: SettingTable()).fill(&draft, &list)
    return RegistrySettings(name: "consul", kind: .consul(draft.finished))
  }
}
