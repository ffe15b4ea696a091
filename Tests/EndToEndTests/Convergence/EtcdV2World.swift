import TestSupport

/// A real etcd, through its interface of version 2, with services as registrator writes them.
final class EtcdV2World: ConvergenceWorld {
  let name = "etcd2"
  let knowsHealth = false
  let proxy: FaultyProxy?
  private let server: EtcdV2Server

  /// Starts the server, whose port is known only then.
  init() async throws {
    server = try await EtcdV2Server.started()
    proxy = try FaultyProxy(to: server.port)
  }

  var configuration: String {
    """
    [registry.etcd2]
    endpoints = ["http://127.0.0.1:\(proxy?.port ?? 0)"]
    services = { layout = "registrator" }
    wait = "2s"
    retry_max = "500ms"
    """
  }

  func start() async throws { try await server.start() }
  func put(_ key: String, _ value: String) throws { try server.put(key, value) }
  func delete(_ key: String) throws { try server.delete(key) }

  func register(_ id: String, _ instance: ConvergenceTruth.Instance) throws {
    try server.put("services/\(instance.service)/\(id)", "127.0.0.1:\(instance.port)")
  }

  func deregister(_ id: String, of service: String) throws {
    try server.delete("services/\(service)/\(id)")
  }

  func restart() async throws {
    try await server.kill()
    try await server.start()
  }

  func setFrozen(_ isFrozen: Bool) { isFrozen ? server.freeze() : server.thaw() }
  func stop() async throws { try await server.stop() }
}
