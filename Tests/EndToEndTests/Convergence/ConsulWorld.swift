import Foundation
import TestSupport

/// A real Consul.
final class ConsulWorld: ServedWorld {
  let name = "consul"
  let knowsHealth = true
  let proxy: FaultyProxy?
  let server: ConsulServer

  init() throws {
    server = try ConsulServer()
    proxy = try FaultyProxy(to: server.port)
  }

  var configuration: String {
    """
    [registry.consul]
    address = "127.0.0.1:\(proxy?.port ?? 0)"
    wait = "2s"
    retry_max = "500ms"
    """
  }

  func put(_ key: String, _ value: String) throws {
    try write("/v1/kv/\(key)", value)
  }

  func delete(_ key: String) throws {
    try ask("DELETE", "/v1/kv/\(key)")
  }

  // In the catalogue, on a node without an agent: what an agent holds comes there only in time.
  func register(_ id: String, _ instance: ConvergenceTruth.Instance) throws {
    try write(
      "/v1/catalog/register",
      """
      {"Node": "random", "Address": "127.0.0.1",
       "Service": {"ID": "\(id)", "Service": "\(instance.service)", "Address": "127.0.0.1",
         "Port": \(instance.port)},
       "Check": {"Node": "random", "CheckID": "of:\(id)", "Name": "up", "ServiceID": "\(id)",
         "Status": "\(instance.isPassing ? "passing" : "critical")"}}
      """)
  }

  func deregister(_ id: String, of service: String) throws {
    try write("/v1/catalog/deregister", #"{"Node": "random", "ServiceID": "\#(id)"}"#)
  }

  private func write(_ target: String, _ body: String) throws {
    try ask("PUT", target, body)
  }

  /// Again and again, as a server that was halted has no leader for some time.
  private func ask(_ method: String, _ target: String, _ body: String = "") throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      do {
        try server.request(method, target, body: body)
        return
      } catch {
        guard ContinuousClock.now < deadline else { throw error }
        _ = poll(nil, 0, 50)
      }
    }
  }
}
