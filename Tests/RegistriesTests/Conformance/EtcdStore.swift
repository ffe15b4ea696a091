import Foundation
import Registries
import RegistryCore
import TestSupport

/// A real etcd, through its interface of version 3.
final class EtcdStore: TestedStore {
  let name: String
  let traits = Set(StoreTrait.allCases).subtracting([.services])
  private let server: EtcdServer

  init(_ version: EtcdServer.Version) throws {
    name = "\(version.rawValue) v3"
    server = try EtcdServer(version, options: ["--max-request-bytes", "16777216"])
  }

  var port: UInt16 { server.port }

  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }
  func freeze() { server.freeze() }
  func thaw() { server.thaw() }

  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    let texts = pairs.map { (key: "/\($0.path)", value: String(decoding: $0.value, as: UTF8.self)) }
    if zip(texts, pairs).allSatisfy({ Array($0.value.utf8) == $1.value }), pairs.count > 1 {
      return try server.put(texts)
    }
    for (path, value) in pairs { try server.put("/\(path)", Data(value)) }
  }

  func delete(_ path: String) throws { try server.delete("/\(path)") }

  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry {
    var settings = EtcdRegistrySettings()
    settings.endpoints = ["127.0.0.1:\(port ?? server.port)"]
    if isHasty {
      settings.timeout = .milliseconds(500)
      settings.watchdog = .milliseconds(200)
    } else if port != nil {
      settings.timeout = .seconds(60)
    }
    return try EtcdRegistry(settings: settings)
  }
}
