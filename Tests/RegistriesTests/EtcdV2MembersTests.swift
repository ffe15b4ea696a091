import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Which member of an etcd cluster is asked, and with what.
final class EtcdV2MembersTests: XCTestCase {
  private let key = Query(registry: "etcd2", .key(path: "a", .init()))

  private static func value(_ text: String, headers: [String] = []) -> String {
    let body = #"{"action":"get","node":{"key":"/a","value":"\#(text)","modifiedIndex":5}}"#
    let lines =
      ["HTTP/1.1 200 OK", "X-Etcd-Index: 5"] + headers + ["Content-Length: \(body.utf8.count)"]
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  private func member(_ answer: String) -> ScriptedServer {
    ScriptedServer { connection in
      while connection.readRequest() != nil { connection.send(answer) }
    }
  }

  private func check(
    _ addresses: [String], _ expected: String, log: Log = .silent,
    file: StaticString = #filePath, line: UInt = #line,
    change: (inout EtcdV2Settings) -> Void = { _ in }
  ) async throws {
    var settings = EtcdV2Settings()
    settings.endpoints = addresses
    change(&settings)
    let registry = try EtcdV2Registry(settings: settings, log: log)
    let reading = try await registry.read(key, after: nil)
    guard case .bytes(let value) = reading.value else {
      return XCTFail("\(reading.value)", file: file, line: line)
    }
    XCTAssertEqual(value.string, expected, file: file, line: line)
    await registry.shutdown()
  }

  func testEndpointsMustMakeSense() {
    for endpoints in [[], ["ftp://x"], ["127.0.0.1:1", "a b"]] {
      var settings = EtcdV2Settings()
      settings.endpoints = endpoints
      XCTAssertThrowsError(try EtcdV2Registry(settings: settings)) {
        XCTAssertEqual(($0 as? RegistryError)?.code, .unsupported)
      }
    }
  }

  func testTheNextMemberIsAskedWhereOneDoesNotAnswer() async throws {
    let good = member(Self.value("good"))
    defer { good.stop() }
    let log = MemoryLog()
    try await check(["127.0.0.1:1", "127.0.0.1:\(good.port)"], "good", log: log.log)
    XCTAssertTrue(
      log.contains(
        "warning member of etcd does not answer; asking another one endpoint=127.0.0.1:1"),
      "\(log.lines)")
    for answer in [
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "",
    ] {
      let bad = member(answer)
      defer { bad.stop() }
      try await check(["127.0.0.1:\(bad.port)", "127.0.0.1:\(good.port)"], "good") {
        $0.deadline = .milliseconds(200)
      }
    }
  }

  func testWhereNoMemberAnswersEachIsAskedOnce() async throws {
    let members = (0..<3).map { _ in
      member("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    }
    defer { for member in members { member.stop() } }
    do {
      try await check(members.map { "127.0.0.1:\($0.port)" }, "")
      XCTFail("answered")
    } catch {
      XCTAssertEqual((error as? RegistryError)?.code, .failed)
    }
    XCTAssertEqual(members.map(\.requests.count), [1, 1, 1])
  }

  func testAWaitGoesOnWithAnotherMember() async throws {
    let second = member(Self.value("second"))
    defer { second.stop() }
    let first = ScriptedServer { connection in
      while let request = connection.readRequest() {
        // It dies in the middle of a wait.
        guard !request.target.contains("wait=true") else { return connection.reset() }
        connection.send(Self.value("first"))
      }
    }
    defer { first.stop() }
    var settings = EtcdV2Settings()
    settings.endpoints = [first, second].map { "127.0.0.1:\($0.port)" }
    let registry = try EtcdV2Registry(settings: settings)
    let before = try await registry.read(key, after: nil)
    let after = try await registry.read(key, after: before.index)
    guard case .bytes("second") = after.value else { return XCTFail("\(after.value)") }
    await registry.shutdown()
  }

  func testUsersShowTheirPassword() async throws {
    let server = member(Self.value("v"))
    defer { server.stop() }
    try await check(["127.0.0.1:\(server.port)"], "v") {
      $0.basicAuthentication = Secret("user:pass")
    }
    XCTAssertTrue(
      server.requests[0].head.lowercased().contains("authorization: basic dxnlcjpwyxnz"),
      server.requests[0].head)
  }

  func testRedirectsAreFollowed() async throws {
    let leader = member(Self.value("leader"))
    defer { leader.stop() }
    let follower = member(
      "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\n"
        + "Location: \(leader.url("/v2/keys/a?quorum=true"))\r\n\r\n")
    defer { follower.stop() }
    try await check(["127.0.0.1:\(follower.port)"], "leader")
  }

  func testHTTPSWithAnAuthorityOfItsOwn() async throws {
    let server = try TLSServer(name: "127.0.0.1", requiresClientCertificate: true)
    defer { server.stop() }
    try server.serve("v2/keys/a?quorum=true", Self.value("secure"))
    func trust(_ settings: inout EtcdV2Settings) {
      settings.usesTLS = true
      settings.tls.caFile = server.path("ca.pem")
      settings.tls.certificateFile = server.path("client.pem")
      settings.tls.keyFile = server.path("client-key.pem")
    }
    try await check(["127.0.0.1:\(server.port)"], "secure", change: trust)
    do {
      try await check(["https://127.0.0.1:\(server.port)"], "secure")
      XCTFail("trusted an unknown authority")
    } catch {
      XCTAssertEqual((error as? RegistryError)?.code, .unreachable)
    }
  }
}
