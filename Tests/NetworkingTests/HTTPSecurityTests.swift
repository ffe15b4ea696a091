import Networking
import SystemSupport
import TestSupport
import XCTest

final class HTTPSecurityTests: XCTestCase {
  private let client = HTTPClient()

  override func tearDown() async throws { await client.shutdown() }

  /// Asks a server with a certificate for `name`; nil expects the answer, a code the failure.
  private func check(
    _ expected: HTTPError.Code?, name: String = "127.0.0.1",
    requiresClientCertificate: Bool = false,
    file: StaticString = #filePath, line: UInt = #line,
    _ options: (TLSServer, inout TLSSettings) -> Void
  ) async throws {
    let server = try TLSServer(name: name, requiresClientCertificate: requiresClientCertificate)
    defer { server.stop() }
    try server.serve("hello", "HTTP/1.1 200 OK\r\nX-Consul-Index: 5\r\n\r\nhello")
    var request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/hello")
    options(server, &request.tls)
    do {
      let response = try await client.send(request)
      XCTAssertNil(expected, file: file, line: line)
      XCTAssertEqual(response.headers["x-consul-index"], "5", file: file, line: line)
      XCTAssertEqual(response.body, Array("hello".utf8), file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, expected, error.message, file: file, line: line)
    }
  }

  func testAnUnknownAuthorityIsRefused() async throws {
    try await check(.tls) { _, _ in }
  }

  func testAFileOfAuthoritiesIsTrusted() async throws {
    try await check(nil) { $1.caFile = $0.path("ca.pem") }
  }

  func testAMissingFileOfAuthoritiesIsATLSFailure() async throws {
    try await check(.tls) { $1.caFile = $0.path("missing.pem") }
  }

  func testAnotherNameIsRefused() async throws {
    try await check(.tls, name: "consul.example") { $1.caFile = $0.path("ca.pem") }
  }

  func testTheExpectedNameCanBeSet() async throws {
    try await check(nil, name: "consul.example") {
      $1.caFile = $0.path("ca.pem")
      $1.serverName = "consul.example"
    }
  }

  func testVerificationCanBeSwitchedOff() async throws {
    try await check(nil, name: "consul.example") { $1.verifies = false }
  }

  func testAMissingClientCertificateIsRefused() async throws {
    let server = try TLSServer(name: "127.0.0.1", requiresClientCertificate: true)
    defer { server.stop() }
    var request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/hello")
    request.tls.caFile = server.path("ca.pem")
    do {
      let response = try await client.send(request)
      XCTFail("answered with \(response.status)")
    } catch {
      // With TLS 1.3 the refusal arrives after the client's side of the handshake.
      XCTAssertTrue([.tls, .closed].contains(error.code), error.message)
    }
  }

  func testAClientCertificateIsShown() async throws {
    try await check(nil, requiresClientCertificate: true) {
      $1.caFile = $0.path("ca.pem")
      $1.certificateFile = $0.path("client.pem")
      $1.keyFile = $0.path("client-key.pem")
    }
  }

  func testAKeyThatDoesNotFitIsATLSFailure() async throws {
    try await check(.tls, requiresClientCertificate: true) {
      $1.caFile = $0.path("ca.pem")
      $1.certificateFile = $0.path("client.pem")
      $1.keyFile = $0.path("server-key.pem")
    }
  }
}
