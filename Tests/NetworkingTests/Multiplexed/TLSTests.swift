import Networking
import SystemSupport
import TestSupport
import XCTest

/// Whom a client trusts and what it shows, where the server speaks HTTP/2.
class TLSTests: TLSTestCase {
  // MARK: - the server

  func testAnUnknownAuthorityIsRefused() async throws {
    try await check("certificate") { $1.caFile = nil }
    let stranger = try TestAuthority(for: "127.0.0.1")
    try await check("certificate") { $1.caFile = stranger.path("ca.pem") }
  }

  func testAFileOfAuthoritiesMustBeThereAndHoldSome() async throws {
    try await check("missing.pem") { $1.caFile = $0.path("missing.pem") }
    try await check("server.csr", "certificate") { $1.caFile = $0.path("server.csr") }
    try await check("certificate") {
      $1.caFile = nil
      $1.caDirectory = $0.path("missing")
    }
  }

  func testAFolderOfAuthoritiesIsTrusted() async throws {
    try await check {
      $1.caFile = nil
      $1.caDirectory = try $0.makeHashedFolder()
    }
    try await check { $1.caDirectory = try $0.makeHashedFolder() }
  }

  func testACertificateMustBeForTheAddress() async throws {
    try await check()
    try await check(names: ["IP:10.0.0.1", "DNS:consul.example", "IP:127.0.0.1"])
    try await check("match", "name", names: ["IP:127.0.0.2"])
    try await check("match", "name", names: ["DNS:consul.example"])
    try await check("match", "name", names: ["DNS:127.0.0.1"])
  }

  func testACertificateMustBeForTheName() async throws {
    try await check(names: ["DNS:localhost"], host: "localhost")
    try await check(names: ["IP:127.0.0.1", "DNS:localhost"], host: "localhost")
    try await check(names: ["DNS:LOCALHOST"], host: "localhost")
    try await check("match", "name", names: ["DNS:localhost.example"], host: "localhost")
    try await check("match", "name", names: ["IP:127.0.0.1"], host: "localhost")
  }

  func testTheExpectedNameCanBeSet() async throws {
    for names in [
      ["DNS:consul.a.example"], ["DNS:*.a.example"], ["DNS:b", "DNS:CONSUL.a.example"],
    ] {
      try await check(names: names) { $1.serverName = "consul.a.example" }
    }
    try await check("match", "name", names: ["DNS:consul.example"]) {
      $1.serverName = "other.example"
    }
    try await check("match", "name", names: ["IP:127.0.0.1"]) { $1.serverName = "consul.example" }
    try await check("match", "name", names: ["DNS:*.a.example"]) { $1.serverName = "b.b.a.example" }
  }

  func testVerificationCanBeSwitchedOff() async throws {
    try await check(names: ["DNS:consul.example"]) { $1.verifies = false }
    try await check(isExpired: true) {
      $1.caFile = nil
      $1.verifies = false
    }
  }

  func testAnExpiredCertificateIsRefusedUntilItIsRenewed() async throws {
    try await check("expired", isExpired: true)
    try await check()
  }

  func testOlderVersionsOfTLSAreSpoken() async throws {
    try await check(isOld: true)
    try await check("match", "name", names: ["DNS:consul.example"], isOld: true)
  }

  func testAServerThatSpeaksNoTLSIsATLSFailure() async throws {
    let server = ScriptedServer {
      $0.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      $0.waitForClose()
    }
    defer { server.stop() }
    let request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/?token=sesame")
    let error = await client.failure(of: request)
    XCTAssertEqual(error?.code, .tls, "\(error as Any)")
  }

  func testAServerThatHangsUpDuringTheHandshakeIsAFailure() async throws {
    let server = ScriptedServer { _ = $0.readByte() }
    defer { server.stop() }
    let error = await client.failure(of: HTTPRequest(url: "https://127.0.0.1:\(server.port)/"))
    XCTAssertTrue([.tls, .closed].contains(error?.code), "\(error as Any)")
  }

  func testAClosedPortIsAConnectFailure() async throws {
    let error = await client.failure(
      of: HTTPRequest(url: "https://127.0.0.1:\(try FreePort.next())/"))
    XCTAssertEqual(error?.code, .connect, "\(error as Any)")
  }

  // MARK: - the client

  func testAClientCertificateIsShown() async throws {
    try await check(asksForCertificate: true) { showCertificate($0, &$1) }
    try await check(asksForCertificate: true, isOld: true) { showCertificate($0, &$1) }
    try await check { showCertificate($0, &$1) }
  }

  func testAMissingClientCertificateIsRefused() async throws {
    try await check("certificate", "closed", "reset", asksForCertificate: true)
    try await check("certificate", "alert", "handshake", asksForCertificate: true, isOld: true)
  }

  func testAStrangersClientCertificateIsRefused() async throws {
    let stranger = try TestAuthority(for: "127.0.0.1")
    try await check("ca", "certificate", asksForCertificate: true) {
      showCertificate(stranger, &$1)
    }
  }

  func testACertificateWithoutItsKeyIsATLSFailure() async throws {
    try await check("key") {
      $1.certificateFile = $0.path("client.pem")
      $1.keyFile = $0.path("server-key.pem")
    }
    try await check("missing-key.pem") {
      $1.certificateFile = $0.path("client.pem")
      $1.keyFile = $0.path("missing-key.pem")
    }
    try await check("missing.pem") {
      $1.certificateFile = $0.path("missing.pem")
      $1.keyFile = $0.path("client-key.pem")
    }
  }

  /// Asks a server with the authority's certificates after each change of them on disk, always on
  /// the same port, and expects an answer or none.
  private func check(
    _ changes: [(isAnswered: Bool, change: (TestAuthority) throws -> Void)],
    file: StaticString = #filePath, line: UInt = #line
  ) async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    var request = HTTPRequest(url: "")
    request.tls.caFile = authority.path("ca.pem")
    showCertificate(authority, &request.tls)
    var port = 0
    for (number, round) in changes.enumerated() {
      try round.change(authority)
      let server = try serve(authority, port: port, asksForCertificate: true)
      port = server.port
      request.url = server.url()
      let error = await client.failure(of: request)
      let isAnswered = error == nil
      let message = "\(number): \(error?.message ?? "answered")"
      XCTAssertEqual(isAnswered, round.isAnswered, message, file: file, line: line)
      server.stop()
      let isStopped = await eventually { server.openConnectionCount == 0 }
      XCTAssertTrue(isStopped, file: file, line: line)
    }
  }

  func testAClientCertificateThatWasRenewedOnDiskIsTaken() async throws {
    try await check([
      (false, { try $0.renewClient(isExpired: true) }), (true, { try $0.renewClient() }),
      (false, { try $0.renewClient(isExpired: true) }), (true, { try $0.renewClient() }),
    ])
  }

  func testAnAuthorityThatWasRenewedOnDiskIsTaken() async throws {
    // libcurl, which carries HTTP/1.1, keeps authorities for a minute.
    let isTaken = !Self.protocols.isEmpty
    try await check([
      (true, { _ in }), (isTaken, { try $0.renew() }), (isTaken, { try $0.renew() }),
    ])
  }

  func testRequestsWithOtherCertificatesShareNoConnection() async throws {
    let authority = try authority()
    let server = try serve(authority, asksForCertificate: true)
    defer { server.stop() }
    var request = HTTPRequest(url: server.url())
    request.tls.caFile = authority.path("ca.pem")
    var known = request
    showCertificate(authority, &known.tls)
    let first = await client.failure(of: known)
    XCTAssertNil(first)
    let anonymous = await client.failure(of: request)
    XCTAssertNotNil(anonymous)
    var distrustful = known
    distrustful.tls.caFile = nil
    let second = await client.failure(of: distrustful)
    XCTAssertEqual(second?.code, .tls)
    var misnamed = known
    misnamed.tls.serverName = "consul.example"
    let third = await client.failure(of: misnamed)
    XCTAssertEqual(third?.code, .tls)
  }
}

/// The same, where the server speaks HTTP/1.1 only.
final class TLSWithoutHTTP2Tests: TLSTests {
  override class var protocols: [String] { [] }

  // A class without a test of its own is not found.
  override func testAnUnknownAuthorityIsRefused() async throws {
    try await super.testAnUnknownAuthorityIsRefused()
  }
}
