import Foundation
import Registries
import RegistryCore
import TestSupport

/// A real etcd, through its interface of version 2.
final class EtcdV2Store: TestedStore {
  let name = "etcd v2"
  // Values are JSON strings: etcd replaces what is no UTF-8.
  let traits = Set(StoreTrait.allCases).subtracting([.services, .binaryValues])
  private let server: EtcdV2Server

  /// A server that runs already.
  init() async throws {
    server = try await EtcdV2Server.started(options: ["--max-request-bytes", "16777216"])
  }

  var port: UInt16 { server.port }

  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }
  func freeze() { server.freeze() }
  func thaw() { server.thaw() }

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

  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry {
    var settings = EtcdV2Settings()
    settings.endpoints = ["127.0.0.1:\(port ?? server.port)"]
    settings.wait = .seconds(20)
    if isHasty {
      settings.wait = .milliseconds(300)
      settings.deadline = .milliseconds(500)
    }
    return try EtcdV2Registry(settings: settings)
  }
}
