import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport

/// A real Redis, which may ask for a password, and may tell of changes or not.
final class RedisStore: ServedStore {
  let name: String
  let traits: Set<StoreTrait>
  let server: RedisServer

  init(hasPassword: Bool = false, isTalkative: Bool = true) throws {
    name =
      "redis" + (hasPassword ? " with a password" : "")
      + (isTalkative ? "" : " without notifications")
    traits = Set(StoreTrait.allCases).subtracting([.services, .access, .hiding])
    server = try RedisServer(
      password: hasPassword ? "s3cret" : nil, notifications: isTalkative ? "KA" : "")
  }

  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    try server.commands(pairs.map { [Data("SET".utf8), Data($0.path.utf8), Data($0.value)] })
  }

  func delete(_ path: String) throws { try server.remove(path) }

  func registry(
    at port: UInt16?, isHasty: Bool, stranger: Stranger?
  ) throws -> any Registry {
    var settings = RedisSettings()
    settings.endpoints = ["127.0.0.1:\(port ?? server.port)"]
    if let password = server.password, stranger != .silent {
      settings.password = Secret(stranger == .mistaken ? "wr0ng" : password)
    }
    settings.poll = .milliseconds(100)
    settings.reread = .seconds(20)
    if isHasty {
      settings.timeout = .milliseconds(500)
      settings.deadline = .milliseconds(700)
      settings.connectTimeout = .milliseconds(500)
      settings.reread = .milliseconds(300)
      settings.watchdog = .milliseconds(200)
    } else if port != nil {
      settings.timeout = .seconds(60)
      settings.connectTimeout = .seconds(60)
    }
    return try RedisRegistry(settings: settings)
  }
}
