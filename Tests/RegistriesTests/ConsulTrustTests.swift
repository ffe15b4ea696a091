import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Whom the Consul registry believes, and how it behaves where it is refused.
final class ConsulTrustTests: XCTestCase {
  private let web = Query(registry: "consul", .service(.init(name: "web")))
  private let start = ContinuousClock.now

  private static func answer(
    _ status: String = "200 OK", headers: [String] = ["X-Consul-Index: 5"], body: String = "[]"
  ) -> String {
    let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)"]
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  private func server(
    _ answer: @escaping @Sendable (ScriptedServer.Request) -> String
  ) -> ScriptedServer {
    ScriptedServer { connection in
      while let request = connection.readRequest() { connection.send(answer(request)) }
    }
  }

  private func registry(
    _ server: ScriptedServer, _ change: (inout ConsulRegistrySettings) -> Void = { _ in }
  ) throws -> ConsulRegistry {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(server.port)"
    change(&settings)
    return try ConsulRegistry(settings: settings)
  }

  /// What a read ends with.
  private func outcome(_ registry: ConsulRegistry, _ query: Query? = nil) async -> String {
    do throws(RegistryError) {
      return "read at \(try await registry.read(query ?? web, after: nil).index)"
    } catch { return "\(error.code.rawValue): \(error.message)" }
  }

  private func check(
    _ answer: String, _ expected: String, line: UInt = #line,
    change: (inout ConsulRegistrySettings) -> Void = { _ in }
  ) async throws {
    let server = server { _ in answer }
    defer { server.stop() }
    let registry = try registry(server, change)
    let outcome = await outcome(registry)
    XCTAssertTrue(outcome.hasPrefix(expected), outcome, line: line)
    await registry.shutdown()
  }

  func testAnswersWithoutALeaderAreRefusedUnlessAllowed() async throws {
    let answer = Self.answer(headers: ["X-Consul-Index: 5", "X-Consul-KnownLeader: false"])
    try await check(answer, "failed: ")
    try await check(answer, "read at 5") { $0.doubts.leaderless = false }
  }

  func testFilteredAnswersAreRefusedWhereThatIsSet() async throws {
    let answer = Self.answer(
      headers: ["X-Consul-Index: 5", "X-Consul-Results-Filtered-By-ACLs: true"])
    try await check(answer, "read at 5")
    try await check(answer, "forbidden: ") { $0.doubts.filtered = true }
  }

  func testAnUnknownTokenIsAskedAboutOnceForAllQueries() async throws {
    let server = server { _ in Self.answer("403 Forbidden", body: "ACL not found") }
    defer { server.stop() }
    let registry = try registry(server) { $0.token = Secret("t") }
    for name in ["a", "b", "c"] {
      let outcome = await outcome(registry, Query(registry: "c", .service(.init(name: name))))
      XCTAssertTrue(outcome.hasPrefix("forbidden: "), outcome)
    }
    XCTAssertEqual(server.requests.count, 1)
    await registry.shutdown()
  }

  func testADeniedQueryDoesNotStopTheOthers() async throws {
    let server = server {
      $0.target.contains("/secret?")
        ? Self.answer("403 Forbidden", body: "Permission denied") : Self.answer()
    }
    defer { server.stop() }
    let registry = try registry(server) { $0.token = Secret("t") }
    let secret = Query(registry: "c", .service(.init(name: "secret")))
    let outcomes = [await outcome(registry, secret), await outcome(registry)]
    XCTAssertTrue(outcomes[0].hasPrefix("forbidden: "), outcomes[0])
    XCTAssertEqual(outcomes[1], "read at 5")
    await registry.shutdown()
  }

  func testARotatedTokenIsTriedAtOnce() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("old", to: "token")
    let server = server {
      $0.head.contains("X-Consul-Token: new\r\n")
        ? Self.answer() : Self.answer("403 Forbidden", body: "ACL not found")
    }
    defer { server.stop() }
    let registry = try registry(server) { $0.tokenFile = folder.file("token") }
    let before = await outcome(registry)
    XCTAssertTrue(before.hasPrefix("forbidden: "), before)
    try folder.write("new", to: "next")
    XCTAssertEqual(rename(folder.file("next"), folder.file("token")), 0)
    let after = await outcome(registry)
    XCTAssertEqual(after, "read at 5")
    await registry.shutdown()
  }

  func testARefusalHoldsForAPauseAndThenOneAsks() {
    let error = RegistryError(.forbidden, "no")
    let token = Secret("t")
    var refusal = TokenRefusal()
    XCTAssertNil(refusal.error(for: token, at: start))
    refusal.refused(token, because: error, at: start)
    XCTAssertEqual(refusal.error(for: token, at: start + .seconds(9)), error)
    XCTAssertNil(refusal.error(for: Secret("other"), at: start + .seconds(9)))
    XCTAssertNil(refusal.error(for: token, at: start + .seconds(10)))
    XCTAssertEqual(refusal.error(for: token, at: start + .seconds(11)), error)
    refusal.accepted(Secret("other"))
    XCTAssertEqual(refusal.error(for: token, at: start + .seconds(12)), error)
    refusal.accepted(token)
    XCTAssertNil(refusal.error(for: token, at: start + .seconds(13)))
  }

  func testAPreparedQueryIsLookedAtAgainAfterAPause() async throws {
    let count = Counter()
    let server = server { _ in
      let nodes = #"{"Node": {"Node": "n"}, "Service": {"Service": "web"}}"#
      return Self.answer(headers: [], body: #"{"Nodes": [\#(count.next() == 0 ? "" : nodes)]}"#)
    }
    defer { server.stop() }
    let registry = try registry(server) { $0.pollInterval = .milliseconds(20) }
    let query = Query(registry: "consul", .preparedQuery(name: "q", near: "", .init()))
    let first = try await registry.read(query, after: nil)
    let second = try await registry.read(query, after: first.index)
    guard case .list(let before) = first.value, case .list(let after) = second.value else {
      return XCTFail("not lists")
    }
    XCTAssertEqual([before.elements.count, after.elements.count], [0, 1])
    XCTAssertEqual(first.index, second.index)
    XCTAssertFalse(server.requests.contains { $0.target.contains("index=") })
    await registry.shutdown()
  }

  func testAPreparedQueryThatDoesNotExistHasNoInstances() async throws {
    let server = server { _ in Self.answer("404 Not Found", headers: [], body: "Query not found") }
    defer { server.stop() }
    let registry = try registry(server)
    let query = Query(registry: "consul", .preparedQuery(name: "q", near: "", .init()))
    guard case .list(let list) = try await registry.read(query, after: nil).value else {
      return XCTFail("no list")
    }
    XCTAssertEqual(list.elements.count, 0)
    let partitions = await outcome(
      registry, Query(registry: "consul", .mesh(.partitions, .init())))
    XCTAssertTrue(partitions.hasPrefix("invalidAnswer: "), partitions)
    await registry.shutdown()
  }

  func testAMissingEndpointIsNamed() async throws {
    let server = server { _ in Self.answer("404 Not Found", headers: [], body: "") }
    defer { server.stop() }
    let registry = try registry(server)
    let partitions = await outcome(
      registry, Query(registry: "consul", .mesh(.partitions, .init())))
    XCTAssertTrue(
      partitions.hasSuffix("answered 404: this Consul has no such endpoint"), partitions)
    await registry.shutdown()
  }
}
