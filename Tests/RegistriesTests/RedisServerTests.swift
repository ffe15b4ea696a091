import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// What only a real Redis can show: types of keys, databases, users, sockets.
final class RedisServerTests: XCTestCase {
  private func registry(
    _ server: RedisServer, _ change: (inout RedisSettings) -> Void = { _ in }
  ) throws -> RedisRegistry {
    var settings = RedisSettings()
    settings.endpoints = ["127.0.0.1:\(server.port)"]
    settings.password = server.password.map { Secret($0) }
    settings.reread = .seconds(30)
    change(&settings)
    return try RedisRegistry(settings: settings)
  }

  private func key(_ path: String) -> Query { Query(registry: "r", .key(path: path, .init())) }

  private func prefix(_ path: String) -> Query {
    Query(registry: "r", .prefix(path: path, .init()))
  }

  private func texts(_ reading: Reading) -> [String] { reading.value.pairs() }

  private func check(
    _ query: Query, _ expected: [String], _ registry: RedisRegistry, line: UInt = #line
  ) async throws {
    let reading = try await registry.read(query, after: nil)
    XCTAssertEqual(texts(reading), expected, query.subject.text, line: line)
  }

  private func filled(_ separator: String) async throws -> RedisServer {
    let server = try await RedisServer.started()
    let names = ["app", "app/host", "app/db", "app/list", "apple", "other/deep/x"].map {
      $0.replacingOccurrences(of: "/", with: separator)
    }
    try server.command("SET", names[0], "own")
    try server.command("SET", names[1], "h")
    try server.command("HSET", names[2], "user", "u", "port", "5432")
    try server.command("RPUSH", names[3], "1", "2")
    try server.command("SET", names[4], "pie")
    try server.command("SET", names[5], "1")
    return server
  }

  func testStringsAndFieldsOfHashesAreKeys() async throws {
    for separator in ["/", ":", "::"] {
      let server = try await filled(separator)
      let registry = try registry(server) { $0.names = RedisKeyNames(separator: separator) }
      try await check(key("app/host"), ["h"], registry)
      try await check(key("app/db/user"), ["u"], registry)
      try await check(key("app/db"), ["<absent>"], registry)
      try await check(key("app/list"), ["<absent>"], registry)
      try await check(prefix("app/db/"), ["app/db/port=5432", "app/db/user=u"], registry)
      try await check(
        prefix("app/"), ["app/db/port=5432", "app/db/user=u", "app/host=h"], registry)
      try await check(
        prefix("app"),
        ["app=own", "app/db/port=5432", "app/db/user=u", "app/host=h", "apple=pie"], registry)
      await registry.shutdown()
      try await server.stop()
    }
  }

  func testConfdsSearchFindsWhatConfdFinds() async throws {
    let server = try await filled(":")
    let registry = try registry(server) {
      $0.names = RedisKeyNames(separator: ":")
      $0.search = .confd
    }
    // A string hides what is below it, and hashes below a key are not looked into.
    try await check(prefix("app"), ["app=own"], registry)
    try await check(prefix("app/db"), ["app/db/port=5432", "app/db/user=u"], registry)
    try server.command("DEL", "app")
    try await check(prefix("app"), ["app/host=h"], registry)
    try await check(
      prefix(""), ["app/host=h", "apple=pie", "other/deep/x=1"], registry)
    await registry.shutdown()
    try await server.stop()
  }

  func testEachSortOfChangeIsHeard() async throws {
    for search in [RedisSettings.Search.all, .confd] {
      let server = try await RedisServer.started()
      let registry = try registry(server) { $0.search = search }
      var reading = try await registry.read(prefix("h"), after: nil)
      let changes: [([String], [String])] = [
        (["HSET", "h", "f", "1"], ["h/f=1"]), (["HINCRBY", "h", "f", "2"], ["h/f=3"]),
        (["HDEL", "h", "f"], []), (["SET", "h/s", "1"], ["h/s=1"]),
        (["APPEND", "h/s", "2"], ["h/s=12"]), (["INCR", "h/s"], ["h/s=13"]),
        (["RENAME", "h/s", "h/t"], ["h/t=13"]), (["RPUSH", "h/l", "x"], ["h/t=13"]),
        (["PEXPIRE", "h/t", "1"], []), (["MSET", "h/a", "1", "h/b", "2"], ["h/a=1", "h/b=2"]),
        (["DEL", "h/a"], ["h/b=2"]),
        (
          ["SET", "h", "own"],
          search == .all
            ? ["h=own", "h/b=2"] : ["h=own"]
        ), (["DEL", "h"], ["h/b=2"]),
      ]
      for (words, expected) in changes {
        let query = prefix("h")
        let before = reading
        let wait = Task { try await registry.read(query, after: before.index) }
        try server.commands([words.map { Data($0.utf8) }])
        guard texts(before) != expected else {
          wait.cancel()
          continue
        }
        reading = try await wait.value
        for _ in 0..<10 where texts(reading) != expected {
          reading = try await registry.read(query, after: reading.index)
        }
        XCTAssertEqual(texts(reading), expected, words.joined(separator: " "))
      }
      await registry.shutdown()
      try await server.stop()
    }
  }

  /// Redis tells nobody that everything was thrown away.
  func testAnEmptiedDatabaseIsNoticedWhenEverythingIsReadAnew() async throws {
    let server = try await RedisServer.started()
    try server.command("SET", "a", "1")
    let registry = try registry(server) { $0.reread = .milliseconds(200) }
    var reading = try await registry.read(key("a"), after: nil)
    for number in 2..<5 {
      try server.command("SET", "a", "\(number)")
      reading = try await registry.read(key("a"), after: reading.index)
    }
    // It listens by now.
    try server.command("FLUSHALL")
    for _ in 0..<50 where texts(reading) != ["<absent>"] {
      reading = try await registry.read(key("a"), after: reading.index)
    }
    XCTAssertEqual(texts(reading), ["<absent>"])
    await registry.shutdown()
    try await server.stop()
  }

  func testNotificationsThatAreSwitchedOnLaterAreUsed() async throws {
    let server = try await RedisServer.started(notifications: "")
    let log = MemoryLog()
    var settings = RedisSettings()
    settings.endpoints = ["127.0.0.1:\(server.port)"]
    settings.poll = .milliseconds(50)
    let registry = try RedisRegistry(settings: settings, log: log.log)
    var reading = try await registry.read(key("a"), after: nil)
    reading = try await registry.read(key("a"), after: reading.index)
    XCTAssertTrue(log.contains("info Redis does not tell of changes"), "\(log.lines)")
    let before = try server.command("CONFIG", "SET", "notify-keyspace-events", "KA")
    XCTAssertEqual(before, "+OK")
    for _ in 0..<50 where !log.contains("Redis tells of changes") {
      let (query, last) = (key("a"), reading)
      let wait = Task { try await registry.read(query, after: last.index) }
      try server.command("SET", "a", "1")
      reading = try await wait.value
      try server.command("DEL", "a")
    }
    XCTAssertTrue(log.contains("Redis tells of changes"), "\(log.lines)")
    await registry.shutdown()
    try await server.stop()
  }

  func testSocketsDatabasesAndUsers() async throws {
    let server = try await RedisServer.started(password: "s3cret")
    try server.command("SET", "a", "zero")
    try server.command("SELECT", "3")
    try server.command("SET", "a", "three")
    try server.command(
      "ACL", "SETUSER", "reader", "on", ">readerpw", "~*", "&*", "+@read", "+psubscribe", "+ping",
      "+select")
    let cases: [(String, [String], (inout RedisSettings) -> Void)] = [
      ("socket", ["zero"], { $0.endpoints = ["unix://\(server.socketPath)"] }),
      ("database", ["three"], { $0.database = 3 }),
      (
        "database of the address", ["three"],
        { $0.endpoints = ["127.0.0.1:\(server.port)/3"] }
      ),
      (
        "socket and database", ["three"],
        {
          $0.endpoints = ["unix://\(server.socketPath)"]
          $0.database = 3
        }
      ),
      (
        "user", ["three"],
        {
          $0.user = "reader"
          $0.password = Secret("readerpw")
          $0.database = 3
        }
      ),
    ]
    for (name, expected, change) in cases {
      let registry = try registry(server, change)
      let reading = try await registry.read(key("a"), after: nil)
      XCTAssertEqual(texts(reading), expected, name)
      let query = key("a")
      let wait = Task { try await registry.read(query, after: reading.index) }
      try server.command("SELECT", expected == ["three"] ? "3" : "0")
      for number in 0..<200 where !wait.isCancelled {
        try server.command("SET", "a", "\(number)")
        if number == 199 { break }
        _ = await EventLoop.shared.pause(for: .milliseconds(1))
      }
      let next = try await wait.value
      XCTAssertNotEqual(texts(next), expected, name)
      try server.command("SET", "a", expected[0])
      await registry.shutdown()
    }
    try await server.stop()
  }

  func testOnlyTheRightPasswordReads() async throws {
    let server = try await RedisServer.started(password: "s3cret")
    for password in [nil, "wr0ng"] {
      let registry = try registry(server) { $0.password = password.map { Secret($0) } }
      do {
        let reading = try await registry.read(key("a"), after: nil)
        XCTFail("found \(reading.value)")
      } catch { XCTAssertEqual(error.code, .forbidden, "\(error)") }
      await registry.shutdown()
    }
    let folder = try TemporaryDirectory()
    let file = try folder.write("wr0ng\n", to: "password")
    let registry = try registry(server) { $0.passwordFile = file }
    do {
      _ = try await registry.read(key("a"), after: nil)
      XCTFail("a wrong password reads")
    } catch { XCTAssertEqual(error.code, .forbidden, "\(error)") }
    try folder.write("s3cret\n", to: "password")
    try await check(key("a"), ["<absent>"], registry)
    await registry.shutdown()
    try await server.stop()
  }
}
