import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// Conversations with scripted servers: what a real Redis cannot be made to say at will.
final class RedisRegistryTests: XCTestCase {
  private let key = Query(registry: "redis", .key(path: "a", .init()))

  private func registry(
    _ servers: [ScriptedServer], log: Log = .silent,
    _ change: (inout RedisSettings) -> Void = { _ in }
  ) throws -> RedisRegistry {
    var settings = RedisSettings()
    settings.endpoints = servers.map { "127.0.0.1:\($0.port)" }
    settings.timeout = .milliseconds(500)
    settings.deadline = .seconds(2)
    change(&settings)
    return try RedisRegistry(settings: settings, log: log)
  }

  /// Checks why one server's answers give no reading, or what the reading is.
  private func check(
    _ code: RegistryError.Code?, _ message: String, line: UInt = #line,
    _ change: (inout RedisSettings) -> Void = { _ in },
    answer: @escaping @Sendable ([String], ScriptedServer.Connection) -> String?
  ) async throws {
    let server = RedisScript.server(answer)
    defer { server.stop() }
    let registry = try registry([server], change)
    do {
      let reading = try await registry.read(key, after: nil)
      XCTAssertNil(code, "found \(reading.value)", line: line)
      XCTAssertEqual(text(reading), message, line: line)
    } catch {
      XCTAssertEqual(error.code, code, "\(error)", line: line)
      XCTAssertTrue(error.message.contains(message), error.message, line: line)
      XCTAssertFalse(error.message.contains("s3cret"), error.message, line: line)
    }
    await registry.shutdown()
  }

  private func text(_ reading: Reading) -> String {
    switch reading.value {
    case .bytes(let bytes): bytes.string
    case .absent: "<absent>"
    default: "?"
    }
  }

  func testRefusalsAreToldAndHoldNoSecret() async throws {
    try await check(.forbidden, "hint: set the registry's `password`") { _, _ in
      "-NOAUTH Authentication required.\r\n"
    }
    try await check(.failed, "LOADING Redis is loading") { _, _ in
      "-LOADING Redis is loading the dataset in memory\r\n"
    }
    try await check(.unsupported, "belongs to a Redis Cluster, which is not supported") { _, _ in
      "-MOVED 3999 127.0.0.1:6381\r\n"
    }
    for refusal in ["WRONGPASS invalid", "ERR unknown command `AUTH`, beginning with: `s3cret`"] {
      try await check(.forbidden, "does not accept the user and password") {
        $0.password = Secret("s3cret")
      } answer: { _, _ in
        "-\(refusal)\r\n"
      }
    }
    try await check(.failed, "ERR DB index is out of range") {
      $0.database = 99
    } answer: { _, _ in
      "-ERR DB index is out of range\r\n"
    }
    try await check(.forbidden, "no password for Redis") {
      $0.passwordFile = "/nowhere/password"
    } answer: { _, _ in
      "+OK\r\n"
    }
  }

  func testNonsenseIsNoReading() async throws {
    try await check(.invalidAnswer, "expected a reply of Redis") { _, _ in "HTTP/1.1 200 OK\r\n" }
    try await check(.unreachable, "closed the connection") { _, _ in nil }
    try await check(.unreachable, "closed the connection") { _, connection in
      connection.send("$5\r\nha")
      return nil
    }
    try await check(.unreachable, "took too long to answer") { _, connection in
      connection.send("$5\r\nha")
      connection.waitForClose()
      return nil
    }
  }

  func testUserPasswordAndDatabaseComeFirst() async throws {
    let said = Mutex<[String]>([])
    try await check(nil, "v") {
      $0.user = "u"
      $0.password = Secret("s3cret")
      $0.database = 7
    } answer: { words, _ in
      said.withLock { $0.append(words.joined(separator: " ")) }
      return RedisScript.usual(words, value: "v")
    }
    XCTAssertEqual(said.withLock { $0 }, ["AUTH u s3cret", "SELECT 7", "GET a"])
  }

  func testTheNextServerIsAskedWhereOneDoesNotAnswer() async throws {
    let good = RedisScript.server { words, _ in RedisScript.usual(words, value: "good") }
    defer { good.stop() }
    let bad = RedisScript.server { _, _ in "-LOADING x\r\n" }
    defer { bad.stop() }
    let log = MemoryLog()
    let registry = try registry([bad, good], log: log.log)
    let reading = try await registry.read(key, after: nil)
    XCTAssertEqual(text(reading), "good")
    XCTAssertTrue(
      log.contains("warning Redis server does not answer; asking another one"), "\(log.lines)")
    await registry.shutdown()
  }

  func testAServerThatDiesInTheMiddleOfAMessageIsFollowedByTheNext() async throws {
    let second = RedisScript.server { words, _ in RedisScript.usual(words, value: "second") }
    defer { second.stop() }
    let isDead = Mutex(false)
    let first = RedisScript.server { words, connection in
      if isDead.withLock({ $0 }) { return nil }
      guard words[0] == "PSUBSCRIBE" else { return RedisScript.usual(words, value: "first") }
      connection.send(RedisScript.usual(words, value: ""))
      connection.send(String(RedisScript.message.dropLast(20)))
      isDead.withLock { $0 = true }
      connection.reset()
      return nil
    }
    defer { first.stop() }
    let registry = try registry([first, second]) { $0.poll = .milliseconds(50) }
    var reading = try await registry.read(key, after: nil)
    XCTAssertEqual(text(reading), "first")
    for _ in 0..<20 where text(reading) != "second" {
      reading = try await registry.read(key, after: reading.index)
    }
    XCTAssertEqual(text(reading), "second")
    await registry.shutdown()
  }

  /// A server whose value counts how often it was read, and that says what changed now and then.
  private func follow(
    _ change: (inout RedisSettings) -> Void,
    answer: @escaping @Sendable ([String], ScriptedServer.Connection) -> String?
  ) async throws {
    let count = Counter()
    let server = RedisScript.server { words, connection in
      if let other = answer(words, connection) { return other }
      let number = words[0] == "GET" ? count.next() : 0
      return RedisScript.usual(words, value: "\(number)")
    }
    defer { server.stop() }
    let registry = try registry([server], change)
    var reading = try await registry.read(key, after: nil)
    for _ in 0..<3 {
      let next = try await registry.read(key, after: reading.index)
      XCTAssertNotEqual(text(next), text(reading))
      reading = next
    }
    await registry.shutdown()
  }

  func testWhereNothingIsToldOneLooksFromTimeToTime() async throws {
    let events = RedisScript.bulk("notify-keyspace-events")
    for reply in ["*2\r\n\(events)$0\r\n\r\n", "*2\r\n\(events)$2\r\nEx\r\n"] {
      try await follow {
        $0.poll = .milliseconds(20)
      } answer: { words, _ in
        words[0] == "PSUBSCRIBE" ? "+never\r\n" : words[0] == "CONFIG" ? reply : nil
      }
    }
  }

  func testWhereNobodyMayAskOneListensAndLooks() async throws {
    for refused in ["CONFIG", "PSUBSCRIBE"] {
      try await follow {
        $0.poll = .milliseconds(20)
      } answer: { words, _ in
        words[0] == refused ? "-NOPERM this user has no permissions\r\n" : nil
      }
    }
  }

  func testAMessageHasTheKeyReadAgain() async throws {
    try await follow {
      $0.poll = .seconds(60)
    } answer: { words, connection in
      guard words[0] == "PSUBSCRIBE" else { return nil }
      connection.send(RedisScript.usual(words, value: ""))
      for _ in 0..<10 {
        connection.pause(milliseconds: 20)
        connection.send(RedisScript.message)
      }
      connection.waitForClose()
      return nil
    }
  }

  func testASilentListenerIsNoticed() async throws {
    let connections = Counter()
    try await follow {
      $0.watchdog = .milliseconds(50)
      $0.timeout = .milliseconds(200)
    } answer: { words, connection in
      guard words[0] == "PSUBSCRIBE" else { return nil }
      _ = connections.next()
      connection.send(RedisScript.usual(words, value: ""))
      connection.waitForClose()
      return nil
    }
    XCTAssertGreaterThan(connections.next(), 1)
  }

  func testOneServerAndOneConnectionServeManyQuestions() async throws {
    let server = RedisScript.server { words, _ in RedisScript.usual(words, value: "v") }
    defer { server.stop() }
    let registry = try registry([server])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        let query = Query(registry: "redis", .key(path: "key\(number)", .init()))
        group.addTask { _ = try await registry.read(query, after: nil) }
      }
      try await group.waitForAll()
    }
    XCTAssertEqual(server.connectionCount, 1)
    await registry.shutdown()
  }
}
