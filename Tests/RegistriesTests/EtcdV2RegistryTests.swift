import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The registry against a server that answers as etcd does, or as it should not.
final class EtcdV2RegistryTests: XCTestCase {
  private let key = Query(registry: "etcd2", .key(path: "a b", .init()))
  private let prefix = Query(registry: "etcd2", .prefix(path: "app", .init()))

  private static func answer(
    status: String = "200 OK", index: Int? = 5, headers: [String] = [], _ body: String
  ) -> String {
    let lines =
      ["HTTP/1.1 \(status)"] + headers + (index.map { ["X-Etcd-Index: \($0)"] } ?? [])
      + ["Content-Length: \(body.utf8.count)"]
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  private static func tree(index: Int = 5, _ pairs: [String: String]) -> String {
    let nodes = pairs.map { #"{"key":"/app/\#($0.key)","value":"\#($0.value)"}"# }
    return answer(
      index: index,
      #"{"node":{"key":"/app","dir":true,"nodes":[\#(nodes.joined(separator: ","))]}}"#
    )
  }

  private static func event(_ key: String, _ value: String, at index: Int, seen: Int) -> String {
    answer(
      index: seen,
      #"{"action":"set","node":{"key":"/app/\#(key)","value":"\#(value)","#
        + #""modifiedIndex":\#(index)}}"#
    )
  }

  private static let cleared = answer(
    status: "400 Bad Request", index: nil,
    #"{"errorCode":401,"message":"The event in requested index is outdated and cleared","#
      + #""cause":"the requested history has been cleared [1001/7]","index":2000}"#)

  /// A server that gives the n-th answer to the n-th request, the last one for ever. An empty
  /// answer is none: the connection stays open in silence.
  private func server(_ answers: [String]) -> ScriptedServer {
    let count = Counter()
    return ScriptedServer { connection in
      while connection.readRequest() != nil {
        let answer = answers[min(count.next(), answers.count - 1)]
        if answer.isEmpty { connection.waitForClose() } else { connection.send(answer) }
      }
    }
  }

  private func registry(
    _ servers: [ScriptedServer], log: Log = .silent,
    _ change: (inout EtcdV2Settings) -> Void = { _ in }
  ) throws -> EtcdV2Registry {
    var settings = EtcdV2Settings()
    settings.endpoints = servers.map { "127.0.0.1:\($0.port)" }
    change(&settings)
    return try EtcdV2Registry(settings: settings, log: log)
  }

  private func texts(_ reading: Reading) -> [String] {
    guard case .list(let list) = reading.value else { return ["\(reading.value)"] }
    return list.elements.map { element in
      guard case .recordPointer(let pair) = element, case .bytes(let key)? = pair["Key"],
        case .bytes(let value)? = pair["Value"]
      else { return "?" }
      return "\(key)=\(value)"
    }
  }

  /// Checks that a read fails.
  private func check(
    _ answer: String, _ expected: RegistryError.Code, _ message: String? = nil,
    file: StaticString = #filePath, line: UInt = #line,
    change: (inout EtcdV2Settings) -> Void = { _ in }
  ) async throws {
    let server = server([answer])
    defer { server.stop() }
    let registry = try registry([server], change)
    do {
      _ = try await registry.read(prefix, after: nil)
      XCTFail("answered", file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, expected, error.message, file: file, line: line)
      XCTAssertFalse(error.message.contains("hidden"), error.message, file: file, line: line)
      if let message {
        let shown = error.message.replacingOccurrences(of: "\(server.port)", with: "PORT")
        XCTAssertEqual(shown, message, file: file, line: line)
      }
    }
    await registry.shutdown()
  }

  func testAnswersThatMakeNoSenseAreErrorsAndNeverEmptyReadings() async throws {
    try await check(Self.answer("<html>an error page</html>"), .invalidAnswer)
    try await check(Self.answer(#"{"node":{"key":"/app""#), .invalidAnswer)
    try await check(Self.answer("{}"), .invalidAnswer)
    try await check(
      Self.answer(index: nil, #"{"node":{"dir":true}}"#), .invalidAnswer,
      "`/v2/keys/app` of http://127.0.0.1:PORT: answered without an index")
    try await check(
      Self.answer(status: "404 Not Found", index: nil, "404 page not found\n"), .invalidAnswer,
      "`/v2/keys/app` of http://127.0.0.1:PORT: answered 404; is the v2 interface on "
        + "(`etcd --enable-v2`)?")
    try await check("SSH-2.0-x\r\n", .invalidAnswer)
  }

  func testRefusalsAndOutagesHaveTheirCodes() async throws {
    try await check(
      Self.answer(status: "401 Unauthorized", #"{"message":"Insufficient credentials"}"#),
      .forbidden,
      "`/v2/keys/app` of http://127.0.0.1:PORT: answered 401: Insufficient credentials")
    try await check(Self.answer(status: "429 Too Many Requests", ""), .overloaded)
    try await check(
      Self.answer(
        status: "500 Internal Server Error",
        #"{"errorCode":300,"message":"Raft Internal Error","cause":"request timed out"}"#
      ), .failed,
      "`/v2/keys/app` of http://127.0.0.1:PORT: answered 500: Raft Internal Error "
        + "(request timed out)")
    try await check("", .unreachable) { $0.deadline = .milliseconds(50) }
    try await check("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", .unreachable) {
      $0.deadline = .milliseconds(50)
    }
    try await check(Self.tree(["a": String(repeating: "x", count: 200)]), .invalidAnswer) {
      $0.maximumAnswerSize = 100
    }
    try await check(Self.answer(status: "403 Forbidden", #"{"message":"no"}"#), .forbidden) {
      $0.basicAuthentication = Secret("user:hidden")
    }
  }

  func testAMissingKeyOrFolderIsAReading() async throws {
    let missing = Self.answer(
      status: "404 Not Found", #"{"errorCode":100,"message":"Key not found","index":5}"#)
    let server = server([missing, missing, "", ""])
    defer { server.stop() }
    let registry = try registry([server])
    let absent = try await registry.read(key, after: nil)
    guard case .absent = absent.value else { return XCTFail("\(absent.value)") }
    let empty = try await registry.read(prefix, after: nil)
    XCTAssertEqual(texts(empty), [])
    XCTAssertEqual(
      server.requests.map(\.target),
      ["/v2/keys/a%20b?quorum=true", "/v2/keys/app?quorum=true&recursive=true"])
    await registry.shutdown()
  }

  func testEachWaitBeginsBehindWhatIsKnown() async throws {
    let server = server([
      Self.tree(index: 7, ["a": "1"]), Self.event("a", "2", at: 9, seen: 7),
      Self.event("b", "3", at: 10, seen: 9), "",
    ])
    defer { server.stop() }
    let registry = try registry([server])
    var reading = try await registry.read(prefix, after: nil)
    XCTAssertEqual(texts(reading), ["a=1"])
    reading = try await registry.read(prefix, after: reading.index)
    XCTAssertEqual(texts(reading), ["a=2"])
    reading = try await registry.read(prefix, after: reading.index)
    XCTAssertEqual(texts(reading), ["a=2", "b=3"])
    let wait = "/v2/keys/app?wait=true&recursive=true&waitIndex="
    XCTAssertEqual(
      server.requests.map(\.target),
      ["/v2/keys/app?quorum=true&recursive=true", wait + "8", wait + "10"])
    await registry.shutdown()
  }

  func testARefreshedKeyWakesNobody() async throws {
    let server = server([
      Self.tree(index: 7, ["a": "1"]), Self.event("a", "1", at: 8, seen: 7),
      Self.event("a", "1", at: 9, seen: 8), Self.event("a", "2", at: 10, seen: 9), "",
    ])
    defer { server.stop() }
    let registry = try registry([server])
    let first = try await registry.read(prefix, after: nil)
    let second = try await registry.read(prefix, after: first.index)
    XCTAssertEqual(texts(second), ["a=2"])
    XCTAssertEqual(server.requests.count, 4)
    await registry.shutdown()
  }

  func testForgottenEventsAndEmptyAnswersMakeItReadEverythingAnew() async throws {
    for end in [Self.cleared, Self.answer(""), Self.event("x", "1", at: 8, seen: 80)] {
      let server = server([
        Self.tree(index: 7, ["a": "1"]), end, Self.tree(index: 2000, ["b": "2"]), "",
      ])
      defer { server.stop() }
      let registry = try registry([server])
      let first = try await registry.read(prefix, after: nil)
      let second = try await registry.read(prefix, after: first.index)
      XCTAssertEqual(texts(second), ["b=2"])
      let prefix = prefix
      let third = Task { try await registry.read(prefix, after: second.index) }
      let isWaiting = await eventually { server.requests.count == 4 }
      XCTAssertTrue(isWaiting)
      XCTAssertEqual(
        server.requests.last?.target, "/v2/keys/app?wait=true&recursive=true&waitIndex=2001")
      third.cancel()
      _ = await third.result
      await registry.shutdown()
    }
  }

  func testASilentWaitEndsAndEverythingIsReadAnew() async throws {
    let server = server([Self.tree(index: 7, ["a": "1"]), "", Self.tree(index: 9, ["a": "2"])])
    defer { server.stop() }
    let registry = try registry([server]) { $0.wait = .milliseconds(50) }
    let first = try await registry.read(prefix, after: nil)
    let second = try await registry.read(prefix, after: first.index)
    XCTAssertEqual(texts(second), ["a=2"])
    await registry.shutdown()
  }

  func testAnIndexThatJumpsBackIsFollowed() async throws {
    let server = server([
      Self.tree(index: 900, ["a": "1"]), Self.cleared, Self.tree(index: 3, ["a": "1"]),
      Self.event("a", "2", at: 4, seen: 3), "",
    ])
    defer { server.stop() }
    let registry = try registry([server])
    let first = try await registry.read(prefix, after: nil)
    let same = try await registry.read(prefix, after: first.index)
    XCTAssertEqual(same.index, first.index)
    XCTAssertTrue(same.value.isIdentical(to: first.value))
    let second = try await registry.read(prefix, after: same.index)
    XCTAssertEqual(texts(second), ["a=2"])
    await registry.shutdown()
  }

  func testManyReadersShareOneWait() async throws {
    let gate = Gate()
    let server = ScriptedServer { connection in
      while let request = connection.readRequest() {
        if request.target.contains("wait=true") {
          gate.wait()
          connection.send(Self.event("a", "2", at: 8, seen: 7))
        } else {
          connection.send(Self.tree(index: 7, ["a": "1"]))
        }
      }
    }
    defer { server.stop() }
    let registry = try registry([server])
    let first = try await registry.read(prefix, after: nil)
    let prefix = prefix
    let readers = (0..<100).map { _ in
      Task { try await registry.read(prefix, after: first.index) }
    }
    let isWaiting = await eventually { server.requests.count == 2 }
    XCTAssertTrue(isWaiting)
    readers[0].cancel()
    gate.open()
    for reader in readers.dropFirst() {
      let reading = try await reader.value
      XCTAssertEqual(texts(reading), ["a=2"])
    }
    XCTAssertEqual(server.requests.count, 2)
    await registry.shutdown()
  }

  func testWaitingReadsEndAtCancellationAndShutdown() async throws {
    let server = server([Self.tree(["a": "1"]), ""])
    defer { server.stop() }
    let registry = try registry([server])
    let prefix = prefix
    let first = try await registry.read(prefix, after: nil)
    func ended(_ task: Task<Reading, any Error>, line: UInt = #line) async {
      guard case .failure(let error) = await task.result else {
        return XCTFail("answered", line: line)
      }
      XCTAssertEqual((error as? RegistryError)?.code, .cancelled, "\(error)", line: line)
    }
    let cancelled = Task { try await registry.read(prefix, after: first.index) }
    let isWaiting = await eventually { server.requests.count == 2 }
    XCTAssertTrue(isWaiting)
    cancelled.cancel()
    await ended(cancelled)
    let waiting = Task { try await registry.read(prefix, after: first.index) }
    let waitsAgain = await eventually { server.requests.count == 3 }
    XCTAssertTrue(waitsAgain)
    await registry.shutdown()
    await ended(waiting)
    await ended(Task { try await registry.read(prefix, after: nil) })
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }
}
