import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The registry against a server that answers as Consul does, or as it should not.
final class ConsulRegistryTests: XCTestCase {
  private let web = Query(registry: "consul", .service(.init(name: "web")))
  private let key = Query(registry: "consul", .key(path: "a b", .init()))

  /// A server that gives the n-th answer to the n-th request, the last one for ever.
  private func server(_ answers: [String]) -> ScriptedServer {
    let count = Counter()
    return ScriptedServer { connection in
      while connection.readRequest() != nil {
        let number = count.next()
        connection.send(answers[min(number, answers.count - 1)])
      }
    }
  }

  private static func answer(
    status: String = "200 OK", index: Int? = 5, headers: [String] = [], _ body: String
  ) -> String {
    let lines =
      ["HTTP/1.1 \(status)"] + headers + (index.map { ["X-Consul-Index: \($0)"] } ?? [])
      + ["Content-Length: \(body.utf8.count)"]
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  private func registry(
    _ server: ScriptedServer, _ change: (inout ConsulRegistrySettings) -> Void = { _ in }
  ) throws -> ConsulRegistry {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(server.port)"
    change(&settings)
    return try ConsulRegistry(settings: settings)
  }

  /// Checks that a read of `query` fails.
  private func check(
    of query: Query? = nil, after index: UInt64? = nil, _ answer: String,
    _ expected: RegistryError.Code, file: StaticString = #filePath, line: UInt = #line,
    change: (inout ConsulRegistrySettings) -> Void = { _ in }
  ) async throws {
    let server = server([answer])
    defer { server.stop() }
    let registry = try registry(server, change)
    do {
      _ = try await registry.read(query ?? web, after: index)
      XCTFail("answered", file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, expected, error.message, file: file, line: line)
      XCTAssertFalse(error.message.contains("hidden"), error.message, file: file, line: line)
    }
    await registry.shutdown()
  }

  func testAnswersThatMakeNoSenseAreErrorsAndNeverEmptyReadings() async throws {
    try await check(Self.answer("<html>an error page</html>"), .invalidAnswer)
    try await check(Self.answer(#"[{"Node":"#), .invalidAnswer)
    try await check(Self.answer(""), .invalidAnswer)
    try await check(Self.answer("{}"), .invalidAnswer)
    try await check(Self.answer("null"), .invalidAnswer)
    try await check(Self.answer(index: nil, "[]"), .invalidAnswer)
    try await check(Self.answer(status: "404 Not Found", "[]"), .invalidAnswer)
    try await check(of: key, Self.answer(status: "404 Not Found", index: nil, ""), .invalidAnswer)
    try await check(Self.answer(status: "301 Moved Permanently", ""), .invalidAnswer)
    try await check("SSH-2.0-x\r\n", .invalidAnswer)
  }

  func testRefusalsAndOutagesHaveTheirCodes() async throws {
    try await check(Self.answer(status: "403 Forbidden", "Permission denied"), .forbidden)
    try await check(Self.answer(status: "429 Too Many Requests", "slow down"), .overloaded)
    try await check(Self.answer(status: "500 Internal Server Error", "No cluster leader"), .failed)
    try await check(
      Self.answer(headers: ["X-Consul-KnownLeader: false"], "[]"), .failed)
    try await check("", .unreachable) { $0.address = "127.0.0.1:1" }
    try await check("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]", .unreachable) {
      $0.deadline = .milliseconds(100)
    }
    try await check(Self.answer(String(repeating: " ", count: 99) + "[]"), .invalidAnswer) {
      $0.maximumAnswerSize = 100
    }
  }

  func testErrorsDoNotShowTheToken() async throws {
    try await check(Self.answer(status: "403 Forbidden", "token hidden is unknown"), .forbidden) {
      $0.token = Secret("hidden")
    }
  }

  func testAHungServerIsUnreachableAfterTheWaitAndItsSlack() async throws {
    try await check(after: 7, "HTTP/1.1 200 OK\r\n", .unreachable) {
      $0.wait = .milliseconds(50)
      $0.slack = .milliseconds(50)
    }
  }

  func testAMissingTokenFileIsForbidden() async throws {
    try await check(Self.answer("[]"), .forbidden) { $0.tokenFile = "/nonexistent/token" }
  }

  func testAMissingKeyIsAnAbsentReadingWithItsIndex() async throws {
    let server = server([Self.answer(status: "404 Not Found", index: 42, "")])
    defer { server.stop() }
    let registry = try registry(server)
    let reading = try await registry.read(key, after: nil)
    guard case .absent = reading.value else { return XCTFail("\(reading.value)") }
    XCTAssertEqual(reading.index, 42)
    let prefix = try await registry.read(
      Query(registry: "consul", .prefix(path: "a", .init())), after: nil)
    guard case .list(let list) = prefix.value else { return XCTFail("\(prefix.value)") }
    XCTAssertEqual(list.elements.count, 0)
    XCTAssertEqual(prefix.index, 42)
    await registry.shutdown()
  }

  func testTheIndexIsSentBackButNeverZero() async throws {
    let server = server([Self.answer(index: 0, "[]")])
    defer { server.stop() }
    let registry = try registry(server) { $0.maxStale = .zero }
    let reading = try await registry.read(web, after: nil)
    XCTAssertEqual(reading.index, 1)
    _ = try await registry.read(web, after: 12)
    _ = try await registry.read(web, after: 0)
    XCTAssertEqual(
      server.requests.map(\.target),
      [
        "/v1/health/service/web?passing=1",
        "/v1/health/service/web?passing=1&index=12&wait=60000ms",
        "/v1/health/service/web?passing=1",
      ])
    await registry.shutdown()
  }

  func testAnAnswerThatIsTooStaleIsAskedAgainOfTheLeader() async throws {
    let server = server([
      Self.answer(index: 5, headers: ["X-Consul-LastContact: 2001"], "[]"),
      Self.answer(index: 6, "[]"),
      Self.answer(index: 7, headers: ["X-Consul-LastContact: 2000"], "[]"),
      Self.answer(index: 8, headers: ["X-Consul-LastContact: 2001"], "[]"),
      Self.answer(index: 9, "[]"),
    ])
    defer { server.stop() }
    let registry = try registry(server)
    let first = try await registry.read(web, after: 4)
    XCTAssertEqual(first.index, 6)
    let second = try await registry.read(web, after: 6)
    XCTAssertEqual(second.index, 7)
    let third = try await registry.read(web, after: nil)
    XCTAssertEqual(third.index, 9)
    XCTAssertEqual(
      server.requests.map { $0.target.contains("&stale=") }, [true, false, true, true, false])
    await registry.shutdown()
  }

  func testAnEqualAnswerIsTheSameObject() async throws {
    let body = #"[{"Node": {"Node": "n"}, "Service": {"Service": "web"}}]"#
    let other = #"[{"Node": {"Node": "n"}, "Service": {"Service": "web", "Port": 1}}]"#
    let server = server([
      Self.answer(body), Self.answer(index: 9, body), Self.answer(" " + body),
      Self.answer(other),
    ])
    defer { server.stop() }
    let registry = try registry(server)
    var lists: [ListValue] = []
    for _ in 0..<4 {
      let reading = try await registry.read(web, after: nil)
      if case .list(let list) = reading.value { lists.append(list) }
    }
    XCTAssertEqual(lists.count, 4)
    XCTAssertTrue(lists[0] === lists[1])
    XCTAssertTrue(lists[1] === lists[2])
    XCTAssertFalse(lists[2] === lists[3])
    await registry.shutdown()
  }

  func testTheTokenFileIsReadAgainWhenItChanged() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("first\n", to: "token")
    let server = server([Self.answer("[]")])
    defer { server.stop() }
    let registry = try registry(server) {
      $0.token = Secret("unused")
      $0.tokenFile = folder.file("token")
      $0.basicAuthentication = Secret("user:word")
    }
    _ = try await registry.read(web, after: nil)
    try folder.write("the second\n", to: "other")
    XCTAssertEqual(rename(folder.file("other"), folder.file("token")), 0)
    _ = try await registry.read(web, after: nil)
    let heads = server.requests.map(\.head)
    XCTAssertTrue(heads[0].contains("X-Consul-Token: first\r\n"), heads[0])
    XCTAssertTrue(heads[1].contains("X-Consul-Token: the\r\n"), heads[1])
    XCTAssertTrue(heads[0].contains("Authorization: Basic dXNlcjp3b3Jk\r\n"), heads[0])
    await registry.shutdown()
  }

  func testTheAgentsOwnNodeIsAskedForByName() async throws {
    let server = server([
      Self.answer(index: nil, #"{"Config": {"NodeName": "my node"}}"#),
      Self.answer(#"{"Node": {"Node": "my node"}, "Services": {}}"#),
    ])
    defer { server.stop() }
    let registry = try registry(server) { $0.maxStale = .zero }
    let reading = try await registry.read(
      Query(registry: "consul", .node(name: "", .init())), after: nil)
    guard case .recordPointer = reading.value else { return XCTFail("\(reading.value)") }
    XCTAssertEqual(
      server.requests.map(\.target), ["/v1/agent/self", "/v1/catalog/node/my%20node"])
    await registry.shutdown()
  }

  func testDatacentersAreLookedAtAgainAfterAPause() async throws {
    let server = server([
      Self.answer(index: nil, #"["b", "a"]"#), Self.answer(index: nil, #"["c"]"#),
    ])
    defer { server.stop() }
    let registry = try registry(server) { $0.pollInterval = .milliseconds(20) }
    let query = Query(registry: "consul", .datacenters(ignoresFailing: false))
    let first = try await registry.read(query, after: nil)
    let second = try await registry.read(query, after: first.index)
    guard case .list(let before) = first.value, case .list(let after) = second.value else {
      return XCTFail("not lists")
    }
    XCTAssertEqual(before.elements.count, 2)
    XCTAssertEqual(after.elements.count, 1)
    await registry.shutdown()
  }

  func testDatacentersThatDoNotAnswerCanBeLeftOut() async throws {
    let server = ScriptedServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/v1/catalog/datacenters" {
          connection.send(Self.answer(index: nil, #"["bad", "good"]"#))
        } else if request.target.contains("dc=good&consistent=") {
          connection.send(Self.answer("{}"))
        } else {
          connection.send(Self.answer(status: "500 Internal Server Error", "No path to datacenter"))
        }
      }
    }
    defer { server.stop() }
    let registry = try registry(server)
    let reading = try await registry.read(
      Query(registry: "consul", .datacenters(ignoresFailing: true)), after: nil)
    guard case .list(let list) = reading.value, case .bytes("good")? = list.elements.first else {
      return XCTFail("\(reading.value)")
    }
    XCTAssertEqual(list.elements.count, 1)
    await registry.shutdown()
  }

  func testReadsEndWithCancellationAndShutdown() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.waitForClose()
    }
    defer { server.stop() }
    let datacenters = Query(registry: "consul", .datacenters(ignoresFailing: false))
    for query in [web, datacenters] {
      let registry = try registry(server)
      let cancelled = Task { try await registry.read(query, after: 1) }
      let shutDown = Task { try await registry.read(query, after: 1) }
      cancelled.cancel()
      await assertCancelled(cancelled)
      await registry.shutdown()
      await assertCancelled(shutDown)
      let late = Task { try await registry.read(query, after: 1) }
      await assertCancelled(late)
    }
  }

  /// At whatever point: while the server is chosen, while Consul waits, while its answer is read,
  /// which is too old, and while it waits for the second time.
  func testACancelledWaitEndsOnceAndLeavesNothing() async throws {
    let old = Self.answer(index: 9, headers: ["X-Consul-LastContact: 2001"], "[]")
    let server = ScriptedServer {
      while let request = $0.readRequest() {
        guard request.target.contains("&stale=") else { return $0.waitForClose() }
        $0.send(old)
      }
    }
    defer { server.stop() }
    let registry = try registry(server)
    for round in 0..<200 {
      let (answers, continuation) = AsyncStream.makeStream(of: RegistryError.Code?.self)
      let wait = registry.wait(for: web, after: 4) { answer in
        if case .failure(let error) = answer {
          continuation.yield(error.code)
        } else {
          continuation.yield(nil)
        }
      }
      _ = await EventLoop.shared.pause(for: .microseconds(100 * (round % 40)))
      wait?.cancel()
      wait?.cancel()
      let code = await answers.first { _ in true }
      XCTAssertEqual(code, .cancelled, "round \(round)")
    }
    let isClosed = await eventually { server.openConnectionCount <= 1 }
    XCTAssertTrue(isClosed)
    await registry.shutdown()
  }

  private func assertCancelled(
    _ task: Task<Reading, any Error>, line: UInt = #line
  ) async {
    let result = await task.result
    XCTAssertThrowsError(try result.get(), line: line) {
      XCTAssertEqual(($0 as? RegistryError)?.code, .cancelled, line: line)
    }
  }

  func testHTTPSWithAnAuthorityOfItsOwn() async throws {
    let server = try TLSServer(name: "127.0.0.1", requiresClientCertificate: true)
    defer { server.stop() }
    try server.serve("v1/health/service/web?passing=1", Self.answer("[]"))
    var settings = ConsulRegistrySettings()
    settings.address = "https://127.0.0.1:\(server.port)"
    settings.maxStale = .zero
    settings.tls.caFile = server.path("ca.pem")
    settings.tls.certificateFile = server.path("client.pem")
    settings.tls.keyFile = server.path("client-key.pem")
    let registry = try ConsulRegistry(settings: settings)
    let reading = try await registry.read(web, after: nil)
    XCTAssertEqual(reading.index, 5)
    await registry.shutdown()
  }

  func testAUnixSocketIsReachedByItsPath() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("consul.sock")
    let server = ScriptedServer(unixPath: path) {
      while $0.readRequest() != nil { $0.send(Self.answer("[]")) }
    }
    defer { server.stop() }
    let registry = try registry(server) { $0.address = "unix://\(path)" }
    let reading = try await registry.read(web, after: nil)
    XCTAssertEqual(reading.index, 5)
    await registry.shutdown()
  }
}
