import Foundation
import RegistryCore
import TestSupport
import XCTest

/// What networks and dying servers do to answers, between each registry and its real server: an
/// error and never wrong data, then the truth again.
final class RegistryFaultTests: XCTestCase {
  /// A misfortune by its name.
  private struct Row {
    let name: String
    let fault: FaultyProxy.Fault

    init(_ name: String, _ fault: FaultyProxy.Fault) {
      (self.name, self.fault) = (name, fault)
    }

    /// An answer in pieces, each after a pause.
    init(_ name: String, pause: Int = 0, _ head: String, _ pieces: String...) {
      let headers = "HTTP/1.1 200 OK\r\nX-Consul-Index: 7\r\nX-Etcd-Index: 7\r\n\(head)\r\n\r\n"
      let all = [headers] + pieces
      self.init(
        name, .answer(all.map { FaultyProxy.Piece(after: pause, Array($0.utf8)) }))
    }
  }

  private static let page = "<html><body>Oh no!</body></html>"
  /// `[]` as gzip has it.
  private static let gzipped: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 139, 142, 5, 0, 41, 187, 76, 13, 2, 0, 0, 0,
  ]
  private static let gzipHead = "Content-Encoding: gzip\r\nContent-Length: \(gzipped.count)"
  private static let rows = [
    Row("new connections are reset", .refuse),
    Row("a partition that nobody is told of", .hold),
    Row("the server dies before the answer", .cut(after: 0)),
    Row("the server dies in the middle of the headers", .cut(after: 40)),
    Row("a reset in the middle of the headers", .reset(after: 40)),
    Row("half a JSON", "Content-Length: 8", #"[{"Key":"#),
    Row("the server dies in the middle of the body", "Content-Length: 800", #"[{"Key":"#),
    Row("a page of an error as a good answer", "Content-Length: \(page.utf8.count)", page),
    Row("nothing as a good answer", "Content-Length: 0"),
    Row("a body that is not compressed as it says", "Content-Encoding: gzip", "no gzip"),
    Row(
      "a good body in a coding that nobody asked for",
      .answer([
        FaultyProxy.Piece(
          Array(
            "HTTP/1.1 200 OK\r\nX-Consul-Index: 7\r\nX-Etcd-Index: 7\r\n\(gzipHead)\r\n\r\n".utf8)
            + gzipped)
      ])),
    Row("a body of a terabyte", "Content-Length: 1099511627776", "[", "{"),
    Row("chunks that never end", "Transfer-Encoding: chunked", "1\r\n[\r\n", "2\r\n"),
    Row("headers that drip", pause: 300, "A: 1", "b", "c", "d", "e", "f"),
    Row("a body that drips", pause: 300, "Content-Length: 9", "[", " ", " ", " ", " ", "]"),
    Row("an answer that is none", .answer([FaultyProxy.Piece(Array("no HTTP\r\n\r\n".utf8))])),
  ]

  func testConsul() async throws {
    let store = try ConsulStore()
    try await store.start()
    try await check(store, .keys)
    try await check(store, .services)
    try await store.stop()
  }

  func testEtcdV3() async throws {
    for version in try [EtcdStore(.machine), EtcdStore(.newer)] {
      try await version.start()
      try await check(version, .keys)
      try await version.stop()
    }
  }

  func testRedis() async throws {
    let store = try RedisStore()
    try await store.start()
    try await check(store, .keys, Self.redisRows)
    try await store.stop()
  }

  private static func reply(_ name: String, pause: Int = 0, _ pieces: String...) -> Row {
    Row(name, .answer(pieces.map { FaultyProxy.Piece(after: pause, Array($0.utf8)) }))
  }

  private static let redisRows = [
    Row("new connections are reset", .refuse),
    Row("a partition that nobody is told of", .hold),
    Row("the server dies before the answer", .cut(after: 0)),
    Row("the server dies in the middle of the answer", .cut(after: 5)),
    Row("a reset in the middle of the answer", .reset(after: 5)),
    reply("half a value", "*2\r\n$1\r\n0\r\n*1\r\n$90\r\nhalf"),
    reply("a page of an error", "HTTP/1.1 200 OK\r\n\r\n", page),
    reply("another reply than the expected", "$2\r\nhi\r\n"),
    reply("a value of a terabyte", "$1099511627776\r\n", "x"),
    reply("a list without end", "*4000000\r\n", "*0\r\n"),
    reply("replies that drip", pause: 300, "*", "2", "\r", "\n", "$", "1"),
    reply("a refusal", "-ERR this server has no such command\r\n"),
  ]

  func testEtcdV2() async throws {
    let store = try await EtcdV2Store()
    try await check(store, .keys)
    try await store.stop()
  }

  private func check(
    _ store: any TestedStore, _ shape: StoreShape, _ rows: [Row] = rows
  ) async throws {
    let suite = RegistryConformance(store: store, shape: shape)
    let proxy = try FaultyProxy(to: store.port)
    let registry = try shape.registry(of: store, at: proxy.port, isHasty: true)
    try suite.write(["a": 0], to: "faults")
    var newest = try await suite.recovered(registry, "faults")
    let descriptors = try RegistryFaultTests.descriptorCount()
    for (number, row) in (rows + rows).enumerated() {
      do {
        newest = try await check(row, number + 1, suite, registry, proxy, after: newest)
      } catch {
        XCTFail("\(suite.place(row.name)): \(error)")
        proxy.set(.none)
      }
    }
    do {
      newest = try await checkForgotten(suite, registry, proxy, after: newest)
    } catch { XCTFail("\(suite.place("connections that something forgot")): \(error)") }
    let isSame = await eventually {
      (try? RegistryFaultTests.descriptorCount()).map { $0 <= descriptors + 6 } ?? false
    }
    XCTAssertTrue(isSame, "\(store.name): descriptors were \(descriptors)")
    await registry.shutdown()
    proxy.stop()
  }

  /// One fault: no data but true ones while it lasts, all of them after it.
  private func check(
    _ row: Row, _ number: Int, _ suite: RegistryConformance, _ registry: any Registry,
    _ proxy: FaultyProxy, after reading: Reading
  ) async throws -> Reading {
    let before = ["a": number - 1]
    let query = suite.shape.query("faults")
    let wait = Task { try await registry.read(query, after: reading.index) }
    proxy.set(row.fault)
    proxy.resetAll()
    try suite.write(["a": number], to: "faults")
    let outcome = await wait.result
    if case .success(let reading) = outcome, suite.shape.content(reading) != before {
      // It may have come before the fault.
      try suite.expect(reading, ["a": number])
    }
    var failures = 0
    for _ in 0..<3 {
      do {
        let reading = try await suite.read(registry, query)
        if suite.shape.content(reading) != before { try suite.expect(reading, ["a": number]) }
      } catch let error as RegistryError where error.code != .cancelled { failures += 1 }
    }
    guard failures == 3 else { throw TestSupportError("expected 3 failures, found \(failures)") }
    proxy.set(.none)
    proxy.resetAll()
    let back = try await suite.recovered(registry, "faults")
    return try await suite.follow(["a": number], registry, "faults", after: back)
  }

  /// Connections that stay open and over which nothing comes any more, while new ones are good.
  private func checkForgotten(
    _ suite: RegistryConformance, _ registry: any Registry, _ proxy: FaultyProxy,
    after reading: Reading
  ) async throws -> Reading {
    var newest = reading
    for number in 100..<103 {
      let (query, index) = (suite.shape.query("faults"), newest.index)
      let wait = Task { try await registry.read(query, after: index) }
      _ = await eventually { proxy.connectionCount > 0 }
      proxy.forgetAll()
      try suite.write(["a": number], to: "faults")
      // A failure is as good as an answer.
      _ = await wait.result
      newest = try await suite.recovered(registry, "faults")
      newest = try await suite.follow(["a": number], registry, "faults", after: newest)
    }
    return newest
  }

  private static func descriptorCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }
}
