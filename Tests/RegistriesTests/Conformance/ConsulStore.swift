import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport

/// A real Consul, which may speak HTTPS and ask for tokens.
final class ConsulStore: ServedStore {
  let name: String
  let traits: Set<StoreTrait>
  let server: ConsulServer
  private let authority: TestAuthority?

  init(isSecured: Bool = false) throws {
    name = isSecured ? "consul with TLS and tokens" : "consul"
    authority = isSecured ? try TestAuthority(for: "127.0.0.1") : nil
    traits = Set(StoreTrait.allCases).subtracting(
      isSecured ? [.emptySteps] : [.emptySteps, .access, .hiding])
    server = try ConsulServer(
      settings: """
        "limits": { "http_max_conns_per_client": 4000, "kv_max_value_size": 16777216,
          "txn_max_req_len": 16777216 }
        """, token: isSecured ? "2e0b1d3c-3f5b-4a63-8b0e-64f2a3c2d901" : nil,
      certificates: authority)
  }

  var port: UInt16 { authority == nil ? server.port : server.securePort }

  func start() async throws {
    try await server.start()
    guard authority != nil, !isGranted else { return }
    // It takes a moment until a new server knows the newer sort of tokens.
    isGranted = await eventually(within: .seconds(30)) { (try? restore()) != nil }
  }

  private var isGranted = false

  func revoke() throws { try server.revoke(ConsulServer.reader) }
  func restore() throws { try server.grant(ConsulServer.reader) }

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

  func registry(
    at port: UInt16?, isHasty: Bool, stranger: Stranger?
  ) throws -> any Registry {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(port ?? self.port)"
    settings.wait = .seconds(20)
    if isHasty {
      settings.wait = .milliseconds(200)
      settings.slack = .milliseconds(300)
      settings.deadline = .milliseconds(500)
    }
    if let authority {
      settings.usesTLS = true
      settings.tls = TLSSettings(authority, for: stranger)
      settings.token = Secret(
        stranger == .mistaken ? "00000000-0000-0000-0000-00000000000a" : ConsulServer.reader.secret)
      if stranger == .silent { settings.token = nil }
    }
    return try ConsulRegistry(settings: settings)
  }
}
