import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The contract of `Registry` and the facts it rests on, against a real etcd.
final class EtcdV2ConformanceTests: XCTestCase {
  private func registry(
    _ servers: [EtcdV2Server], _ change: (inout EtcdV2Settings) -> Void = { _ in }
  ) throws -> EtcdV2Registry {
    var settings = EtcdV2Settings()
    settings.endpoints = servers.map { "127.0.0.1:\($0.port)" }
    settings.wait = .seconds(20)
    change(&settings)
    return try EtcdV2Registry(settings: settings)
  }

  private func key(_ path: String) -> Query { Query(registry: "e", .key(path: path, .init())) }

  private func prefix(_ path: String) -> Query {
    Query(registry: "e", .prefix(path: path, .init()))
  }

  private func texts(_ reading: Reading) -> [String] {
    reading.value.pairs { "\($1)=\($2)" }
  }

  /// Waits for a change of `query` while `change` happens.
  private func follow(
    _ expected: [String], _ registry: EtcdV2Registry, _ query: Query, after reading: Reading,
    line: UInt = #line, change: @escaping () throws -> Void
  ) async throws -> Reading {
    let waiting = Task { try await registry.read(query, after: reading.index) }
    try change()
    let newest = try await waiting.value
    XCTAssertEqual(texts(newest), expected, line: line)
    return newest
  }

  func testKeysAreFollowed() async throws {
    let server = try await EtcdV2Server.started()
    let registry = try registry([server])
    var one = try await registry.read(key("app/a"), after: nil)
    XCTAssertEqual(texts(one), ["<absent>"])
    one = try await follow(["1"], registry, key("app/a"), after: one) {
      try server.put("app/a", "1")
    }
    one = try await follow([""], registry, key("app/a"), after: one) {
      try server.put("app/a", "1")
      try server.put("app/a", "")
    }
    var all = try await registry.read(prefix("app"), after: nil)
    XCTAssertEqual(texts(all), ["a="])
    all = try await follow(["a=", "sub/x=1"], registry, prefix("app"), after: all) {
      try server.put("app/sub/x", "1")
    }
    all = try await follow(["a="], registry, prefix("app"), after: all) {
      try server.delete("app/sub")
    }
    one = try await follow(["<absent>"], registry, key("app/a"), after: one) {
      try server.put("apple", "no part of it")
      try server.delete("app")
    }
    let none = try await registry.read(prefix("app"), after: all.index)
    XCTAssertEqual(texts(none), [])
    _ = try await follow(["b=2"], registry, prefix("app"), after: none) {
      try server.makeFolder("app/empty")
      try server.put("app/_hidden", "1")
      try server.put("app/b", "2")
    }
    let hidden = try await registry.read(key("app/_hidden"), after: nil)
    XCTAssertEqual(texts(hidden), ["1"])
    await registry.shutdown()
    try await server.stop()
  }

  func testAKeyWhoseLifeIsOverIsGone() async throws {
    let server = try await EtcdV2Server.started()
    let registry = try registry([server])
    try server.put("app/a", "1", seconds: 1)
    let first = try await registry.read(prefix("app"), after: nil)
    XCTAssertEqual(texts(first), ["a=1"])
    let second = try await registry.read(prefix("app"), after: first.index)
    XCTAssertEqual(texts(second), [])
    await registry.shutdown()
    try await server.stop()
  }

  func testNothingIsLostInTenThousandKeysAndAThousandChanges() async throws {
    let server = try await EtcdV2Server.started()
    let registry = try registry([server])
    for number in 0..<10_000 {
      try server.put("app/k\(number)", number < 1200 ? "0" : "1")
    }
    var reading = try await registry.read(prefix("app"), after: nil)
    XCTAssertEqual(texts(reading).count, 10_000)
    let query = prefix("app")
    let follower = Task { [reading] in
      var newest = reading
      while true {
        guard case .list(let list) = newest.value else { return newest }
        let isDone = list.elements.allSatisfy { element in
          guard case .recordPointer(let pair) = element, case .bytes("1")? = pair["Value"] else {
            return false
          }
          return true
        }
        if isDone { return newest }
        newest = try await registry.read(query, after: newest.index)
      }
    }
    // More than etcd remembers: some of them are found only by reading everything anew.
    for number in 0..<1200 { try server.put("app/k\(number)", "1") }
    reading = try await follower.value
    XCTAssertEqual(texts(reading).count, 10_000)
    await registry.shutdown()
    try await server.stop()
  }

  func testForgottenEventsAreNotLost() async throws {
    let server = try await EtcdV2Server.started()
    let registry = try registry([server])
    try server.put("app/a", "1")
    let first = try await registry.read(prefix("app"), after: nil)
    try server.put("app/a", "2")
    // etcd remembers a thousand events, whichever keys they are about.
    for number in 0..<1010 { try server.put("other", "\(number)") }
    let second = try await registry.read(prefix("app"), after: first.index)
    XCTAssertEqual(texts(second), ["a=2"])
    await registry.shutdown()
    try await server.stop()
  }

  func testAClusterIsFollowedThroughTheLossOfAMember() async throws {
    let servers = try await EtcdV2Server.cluster(of: 3)
    let registry = try registry(servers)
    try servers[2].put("app/a", "1")
    let query = prefix("app")
    let first = try await registry.read(query, after: nil)
    XCTAssertEqual(texts(first), ["a=1"])
    let waiting = Task { try await registry.read(query, after: first.index) }
    try await servers[0].kill()
    let isWritten = await eventually { (try? servers[2].put("app/a", "2")) != nil }
    XCTAssertTrue(isWritten)
    var reading = try await waiting.value
    for _ in 0..<50 where texts(reading) != ["a=2"] {
      reading = try await registry.read(query, after: reading.index)
    }
    XCTAssertEqual(texts(reading), ["a=2"])
    await registry.shutdown()
    for server in servers.dropFirst() { try await server.stop() }
  }

  func testUsersSeeWhatTheyMayRead() async throws {
    let server = try await EtcdV2Server.started()
    try server.put("app/a", "1")
    try server.put("secret/a", "1")
    try server.enableAuthentication()
    let guest = try registry([server])
    let wrong = try registry([server]) { $0.basicAuthentication = Secret("reader:hidden") }
    let reader = try registry([server]) { $0.basicAuthentication = Secret("reader:readerpw") }
    for (registry, query) in [
      (guest, prefix("app")), (wrong, prefix("app")), (reader, prefix("secret")),
    ] {
      do {
        _ = try await registry.read(query, after: nil)
        XCTFail("answered")
      } catch {
        XCTAssertEqual(error.code, .forbidden, error.message)
        XCTAssertFalse(error.message.contains("hidden"), error.message)
      }
    }
    let reading = try await reader.read(prefix("app"), after: nil)
    XCTAssertEqual(texts(reading), ["a=1"])
    for registry in [guest, wrong, reader] { await registry.shutdown() }
    try await server.stop()
  }

  func testAServerWithoutTheInterfaceIsNoEmptyTree() async throws {
    let consul = try await ConsulServer.started()
    var settings = EtcdV2Settings()
    settings.endpoints = ["127.0.0.1:\(consul.port)"]
    let registry = try EtcdV2Registry(settings: settings)
    do {
      _ = try await registry.read(prefix("app"), after: nil)
      XCTFail("answered")
    } catch { XCTAssertEqual(error.code, .invalidAnswer, error.message) }
    await registry.shutdown()
    try await consul.stop()
  }
}
