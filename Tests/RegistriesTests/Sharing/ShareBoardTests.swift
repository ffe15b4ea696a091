import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// What every board promises, by real servers.
final class ShareBoardTests: XCTestCase {
  private func consul(
    _ body: (ConsulShareBoard, ConsulServer) async throws -> Void
  ) async throws {
    let server = try await ConsulServer.started()
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(server.port)"
    let board = try ConsulShareBoard(settings: settings, name: "trimtab \"test\"")
    try await body(board, server)
    await board.shutdown()
    try await server.stop()
  }

  private func etcd(_ body: (EtcdShareBoard, EtcdServer) async throws -> Void) async throws {
    let server = try await EtcdServer.started()
    var settings = EtcdRegistrySettings()
    settings.endpoints = [server.url]
    let board = try EtcdShareBoard(settings: settings)
    try await body(board, server)
    await board.shutdown()
    try await server.stop()
  }

  func testConsulGivesAKeyToOneSessionAtATime() async throws {
    try await consul { board, _ in try await checkHolding(board, ttl: .seconds(10)) }
  }

  func testEtcdGivesAKeyToOneLeaseAtATime() async throws {
    try await etcd { board, _ in try await checkHolding(board, ttl: .seconds(5)) }
  }

  private func checkHolding(_ board: any ShareBoard, ttl: Duration) async throws {
    let (first, second) = (try await board.open(for: ttl), try await board.open(for: ttl))
    func check(
      _ session: ShareSession, _ value: String, _ expected: ShareClaim, line: UInt = #line
    ) async throws {
      let claim = try await board.hold("a/b c/key", Array(value.utf8), for: session)
      XCTAssertEqual(claim, expected, line: line)
    }
    func checkValue(_ expected: String?, line: UInt = #line) async throws {
      let value = try await board.fetch("a/b c/key")
      XCTAssertEqual(value.map { String(decoding: $0, as: UTF8.self) }, expected, line: line)
    }
    try await checkValue(nil)
    try await check(first, "1", .held)
    try await check(second, "2", .taken)
    try await checkValue("1")
    try await check(first, "3\u{0}\u{1}", .held)
    try await checkValue("3\u{0}\u{1}")
    for session in [first, second] {
      let isAlive = try await board.renew(session)
      XCTAssertTrue(isAlive)
    }

    let query = Query(registry: "", .key(path: "a/b c/key", Query.Scope()))
    let reading = try await board.registry.read(query, after: nil)
    XCTAssertTrue(reading.value.isIdentical(to: .bytes(Bytes("3\u{0}\u{1}"))))
    try await board.close(first)
    let gone = try await board.registry.read(query, after: reading.index)
    XCTAssertTrue(gone.value.isIdentical(to: .absent), "it goes with its session")
    try await check(first, "4", .lapsed)
    let isAlive = try await board.renew(first)
    XCTAssertFalse(isAlive)
    try await checkValue(nil)
    try await check(second, "5", .held)
    try await board.remove("a/b c/key", of: second)
    try await checkValue(nil)
    try await board.close(second)
  }

  func testASessionOfConsulEndsByItself() async throws {
    try await consul { board, _ in try await checkExpiry(board, ttl: .seconds(10)) }
  }

  func testALeaseOfEtcdEndsByItself() async throws {
    try await etcd { board, _ in try await checkExpiry(board, ttl: .seconds(2)) }
  }

  private func checkExpiry(_ board: any ShareBoard, ttl: Duration) async throws {
    let session = try await board.open(for: ttl)
    let claim = try await board.hold("key", [1], for: session)
    XCTAssertEqual(claim, .held)
    let isGone = try await eventually(within: .seconds(40)) {
      try await board.fetch("key") == nil
    }
    XCTAssertTrue(isGone)
    let late = try await board.hold("key", [2], for: session)
    XCTAssertEqual(late, .lapsed)
  }

  func testServersThatDoNotAnswerAreSaidToBeUnreachable() async throws {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(try FreePort.next())"
    await checkUnreachable(try ConsulShareBoard(settings: settings, name: "x"))
    var etcd = EtcdRegistrySettings()
    etcd.endpoints = [settings.address]
    await checkUnreachable(try EtcdShareBoard(settings: etcd))
  }

  private func checkUnreachable(_ board: any ShareBoard, line: UInt = #line) async {
    do {
      _ = try await board.open(for: .seconds(10))
      XCTFail("answered", line: line)
    } catch { XCTAssertEqual(error.code, .unreachable, error.message, line: line) }
    await board.shutdown()
  }
}
