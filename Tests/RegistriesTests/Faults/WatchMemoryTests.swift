import Foundation
import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// Ten thousand rounds of a watch leave nothing behind.
final class WatchMemoryTests: XCTestCase {
  private let query = Query(registry: "r", .key(path: "a", .init()))
  private static let rounds = 10_000
  /// Some kilobytes, another one each time.
  private static func value(_ number: Int) -> String {
    "\(number) " + String(repeating: "x", count: 4000)
  }

  private func check(_ registry: any Registry, _ server: ScriptedServer) async throws {
    var reading = try await registry.read(query, after: nil)
    var early = 0
    for round in 0..<(Self.rounds + 1000) {
      reading = try await registry.read(query, after: reading.index)
      if round == 1000 { early = Self.kilobytes }
    }
    XCTAssertLessThan(Self.kilobytes - early, 16 << 10, "kB more than after the first rounds")
    await registry.shutdown()
    server.stop()
  }

  private static var kilobytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  func testConsul() async throws {
    let count = Counter()
    let server = ScriptedServer(keepsRequests: false) { connection in
      while connection.readRequest() != nil {
        let number = count.next() + 1
        let value = EtcdScript.base64(Self.value(number))
        connection.answer(
          headers: ["X-Consul-Index: \(number)"],
          body: #"[{"Key":"a","Value":"\#(value)","ModifyIndex":\#(number)}]"#)
      }
    }
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(server.port)"
    settings.maxStale = .zero
    try await check(try ConsulRegistry(settings: settings), server)
  }

  func testEtcdV2() async throws {
    let count = Counter()
    let server = ScriptedServer(keepsRequests: false) { connection in
      while connection.readRequest() != nil {
        let number = count.next() + 1
        connection.answer(
          headers: ["X-Etcd-Index: \(number)"],
          body: #"{"action":"set","node":{"key":"/a","value":"\#(Self.value(number))","#
            + #""modifiedIndex":\#(number)}}"#)
      }
    }
    var settings = EtcdV2Settings()
    settings.endpoints = ["127.0.0.1:\(server.port)"]
    try await check(try EtcdV2Registry(settings: settings), server)
  }

  func testRedis() async throws {
    let count = Counter()
    let listener = Mutex<ScriptedServer.Connection?>(nil)
    let server = RedisScript.server { words, connection in
      if words[0] == "PSUBSCRIBE" { listener.withLock { $0 = connection } }
      guard words[0] == "GET" else { return RedisScript.usual(words, value: "") }
      connection.send(RedisScript.usual(words, value: Self.value(count.next())))
      // What was just read is out of date already.
      listener.withLock { $0 }?.send(RedisScript.message)
      return ""
    }
    var settings = RedisSettings()
    settings.endpoints = ["127.0.0.1:\(server.port)"]
    try await check(try RedisRegistry(settings: settings), server)
  }

  func testEtcdV3() async throws {
    let turn = DispatchSemaphore(value: 0)
    let script = EtcdScript(keepsRequests: false) { exchange in
      guard exchange.path == "/v3/watch" else {
        return exchange.answer(EtcdScript.range(5, ("/a", Self.value(5), 5)))
      }
      exchange.beginWatch(at: 5)
      for number in 6..<(Self.rounds + 1007) {
        turn.wait()
        exchange.event("/a", Self.value(number), at: number)
      }
      exchange.connection.waitForClose()
    }
    var settings = EtcdRegistrySettings()
    settings.endpoints = [script.server.url("")]
    let registry = TurningRegistry(base: try EtcdRegistry(settings: settings), turn: turn)
    try await check(registry, script.server)
  }

  /// Lets the server go on with each wait.
  private struct TurningRegistry: Registry {
    let base: EtcdRegistry
    let turn: DispatchSemaphore

    func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
      if index != nil { turn.signal() }
      return try await base.read(query, after: index)
    }

    func shutdown() async { await base.shutdown() }
  }
}
