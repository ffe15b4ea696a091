import Foundation
import Registries
import RegistryCore
import TestSupport

/// A real Consul.
final class ConsulStore: TestedStore {
  let name = "consul"
  let traits = Set(StoreTrait.allCases)
  private let server: ConsulServer

  init() throws {
    server = try ConsulServer(
      settings: """
        "limits": { "http_max_conns_per_client": 4000, "kv_max_value_size": 16777216,
          "txn_max_req_len": 16777216 }
        """)
  }

  var port: UInt16 { server.port }

  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }
  func freeze() { server.freeze() }
  func thaw() { server.thaw() }

  // A transaction takes keys as they are and values as any bytes.
  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    for start in stride(from: 0, to: pairs.count, by: 60) {
      let operations = pairs[start..<min(start + 60, pairs.count)].map {
        ["KV": ["Verb": "set", "Key": $0.path, "Value": Data($0.value).base64EncodedString()]]
      }
      try transact(operations)
    }
  }

  func delete(_ path: String) throws { try transact([["KV": ["Verb": "delete", "Key": path]]]) }

  private func transact(_ operations: [[String: [String: String]]]) throws {
    let body = try JSONSerialization.data(withJSONObject: operations)
    try server.request("PUT", "/v1/txn", body: String(decoding: body, as: UTF8.self))
  }

  func register(_ service: String, _ instances: [String: Int]) throws {
    for (id, port) in instances {
      try server.register(service, id: "\(service).\(id)", port: UInt16(port))
    }
  }

  func deregister(_ id: String, of service: String) throws {
    try server.deregister(id: "\(service).\(id)")
  }

  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(port ?? server.port)"
    settings.wait = .seconds(20)
    if isHasty {
      settings.wait = .milliseconds(200)
      settings.slack = .milliseconds(300)
      settings.deadline = .milliseconds(500)
    }
    return try ConsulRegistry(settings: settings)
  }
}
