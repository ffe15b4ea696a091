import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport

/// A real etcd, through its interface of version 2, which may speak TLS and ask for a password.
final class EtcdV2Store: ServedStore {
  let name: String
  // Values are JSON strings: etcd replaces what is no UTF-8.
  let traits: Set<StoreTrait>
  let server: EtcdV2Server
  private let authority: TestAuthority?

  /// A server that runs already.
  init(isSecured: Bool = false) async throws {
    name = "etcd v2" + (isSecured ? " with TLS and users" : "")
    authority = isSecured ? try TestAuthority(for: "127.0.0.1") : nil
    var missing: Set<StoreTrait> = [.services, .binaryValues, .hiding, .emptySteps]
    // Each request with a password costs it a tenth of a second: 10,000 take a quarter of an hour.
    missing.insert(isSecured ? .plenty : .access)
    traits = Set(StoreTrait.allCases).subtracting(missing)
    server = try await EtcdV2Server.started(
      certificates: authority?.folder, options: ["--max-request-bytes", "16777216"])
    if isSecured { try server.enableAuthentication(reading: "/*") }
  }

  func revoke() throws { try server.changePassword(ofReader: "another") }
  func restore() throws { try server.changePassword(ofReader: "readerpw") }

  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    for (path, value) in pairs {
      try server.put(encoded(path), String(decoding: value, as: UTF8.self))
    }
  }

  func delete(_ path: String) throws { try server.delete(encoded(path)) }

  private func encoded(_ path: String) -> String {
    let allowed = CharacterSet.alphanumerics.union(["/"])
    return path.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  func registry(
    at port: UInt16?, isHasty: Bool, stranger: Stranger?
  ) throws -> any Registry {
    var settings = EtcdV2Settings()
    settings.endpoints = ["127.0.0.1:\(port ?? server.port)"]
    settings.wait = .seconds(20)
    if isHasty {
      settings.wait = .milliseconds(300)
      settings.deadline = .milliseconds(500)
    }
    if let authority {
      settings.usesTLS = true
      settings.tls = TLSSettings(authority, for: stranger)
      settings.basicAuthentication = Secret(
        "reader:\(stranger == .mistaken ? "wr0ng" : "readerpw")")
      if stranger == .silent { settings.basicAuthentication = nil }
    }
    return try EtcdV2Registry(settings: settings)
  }
}
