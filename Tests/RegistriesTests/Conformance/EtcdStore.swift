import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport

/// A real etcd, through its interface of version 3, which may speak TLS and ask for a password.
final class EtcdStore: ServedStore {
  let name: String
  let traits: Set<StoreTrait>
  let server: EtcdServer
  private let authority: TestAuthority?

  init(_ version: EtcdServer.Version, isSecured: Bool = false) throws {
    name = "\(version.rawValue) v3" + (isSecured ? " with TLS and users" : "")
    // The gateway lets no user in who shows a certificate with a common name, too.
    authority = isSecured ? try TestAuthority(for: "127.0.0.1", client: "/O=client") : nil
    traits = Set(StoreTrait.allCases).subtracting(
      [.services, .hiding] + (isSecured ? [] : [.access]))
    server = try EtcdServer(
      version, certificates: authority?.folder,
      options: ["--max-request-bytes", "16777216", "--bcrypt-cost", "4"])
  }

  func start() async throws {
    let isNew = server.process == nil && !hasUsers
    try await server.start()
    guard authority != nil, isNew else { return }
    hasUsers = true
    try server.enableAuthentication(password: Self.password, reading: "/", upTo: "0")
  }

  private var hasUsers = false
  private static let password = "s3cret"

  func revoke() throws { try server.changePassword(ofReader: "another") }
  func restore() throws { try server.changePassword(ofReader: Self.password) }

  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    let texts = pairs.map { (key: "/\($0.path)", value: String(decoding: $0.value, as: UTF8.self)) }
    if zip(texts, pairs).allSatisfy({ Array($0.value.utf8) == $1.value }), pairs.count > 1 {
      return try server.put(texts)
    }
    for (path, value) in pairs { try server.put("/\(path)", Data(value)) }
  }

  func delete(_ path: String) throws { try server.delete("/\(path)") }

  func registry(
    at port: UInt16?, isHasty: Bool, stranger: Stranger?
  ) throws -> any Registry {
    var settings = EtcdRegistrySettings()
    settings.endpoints = ["127.0.0.1:\(port ?? server.port)"]
    if isHasty {
      settings.timeout = .milliseconds(500)
      settings.watchdog = .milliseconds(200)
    } else if port != nil {
      settings.timeout = .seconds(60)
    }
    if let authority {
      settings.usesTLS = true
      settings.tls = TLSSettings(authority, for: stranger)
      settings.user = stranger == .silent ? "" : "reader"
      settings.password = Secret(stranger == .mistaken ? "wr0ng" : Self.password)
    }
    return try EtcdRegistry(settings: settings)
  }
}
