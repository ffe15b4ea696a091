import TestSupport

/// A real etcd, through one of its interfaces, with services as registrator writes them.
final class EtcdWorld<Server: KeyServer>: ServedWorld {
  let name: String
  let knowsHealth = false
  let proxy: FaultyProxy?
  let server: Server
  private let settings: String

  /// `kind` is that of the registry, which is also its name; the server need not run.
  init(_ server: Server, kind: String, settings: String) throws {
    self.server = server
    self.settings = settings
    name = kind
    proxy = try FaultyProxy(to: server.port)
  }

  var configuration: String {
    """
    [registry.\(name)]
    endpoints = ["http://127.0.0.1:\(proxy?.port ?? 0)"]
    services = { layout = "registrator" }
    retry_max = "500ms"
    \(settings)
    """
  }

  func put(_ key: String, _ value: String) throws { try server.write(key, value) }
  func delete(_ key: String) throws { try server.remove(key) }

  func register(_ id: String, _ instance: ConvergenceTruth.Instance) throws {
    try server.write("services/\(instance.service)/\(id)", "127.0.0.1:\(instance.port)")
  }

  func deregister(_ id: String, of service: String) throws {
    try server.remove("services/\(service)/\(id)")
  }
}
