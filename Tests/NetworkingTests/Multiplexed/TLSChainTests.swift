import Networking
import SystemSupport
import TestSupport
import XCTest

/// Certificates below others, of unusual forms and for other uses.
class TLSChainTests: TLSTestCase {
  func testAChainEndsAtATrustedAuthority() async throws {
    try authority().addAuthority("middle", for: "IP:127.0.0.1")
    try await check(certificate: "below")
    let stranger = try TestAuthority(for: "127.0.0.1")
    try await check("certificate", certificate: "below") { $1.caFile = stranger.path("ca.pem") }
  }

  func testWhoeverIsTrustedNeedsNobodyAbove() async throws {
    try authority().addAuthority("middle", for: "IP:127.0.0.1")
    try await check(certificate: "below") { $1.caFile = $0.path("middle.pem") }
    try await check { $1.caFile = $0.path("other.pem") }
  }

  func testAFileMayHoldManyAuthorities() async throws {
    let stranger = try TestAuthority(for: "127.0.0.1")
    try await check {
      let files = try [stranger, $0].map {
        try String(contentsOfFile: $0.path("ca.pem"), encoding: .utf8)
      }
      let path = $0.path("many.pem")
      try "# Authorities\n\(files.joined())".write(toFile: path, atomically: true, encoding: .utf8)
      $1.caFile = path
    }
  }

  func testACertificateForClientsIsNoServers() async throws {
    try authority().addServer(
      "odd", extensions: "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=clientAuth",
      commonName: "server")
    try await check("purpose", "certificate", certificate: "odd")
  }

  func testACommonNameCountsWhereThereIsNoOtherName() async throws {
    try authority().addServer("odd", extensions: "", commonName: "localhost")
    try await check(host: "localhost", certificate: "odd")
    try authority().addServer(
      "odd", extensions: "subjectAltName=DNS:consul.example", commonName: "localhost")
    try await check("match", "name", host: "localhost", certificate: "odd")
  }

  func testCertificateAndKeyMayLieInOneFile() async throws {
    try authority().addClientForms()
    try await check(asksForCertificate: true) { $1.certificateFile = $0.path("both.pem") }
    try await check("key", asksForCertificate: true) {
      $1.certificateFile = $0.path("client.pem")
    }
  }

  func testAKeyUnderAPasswordIsATLSFailure() async throws {
    try authority().addClientForms()
    try await check("key") {
      $1.certificateFile = $0.path("client.pem")
      $1.keyFile = $0.path("locked-key.pem")
    }
  }

  func testTheServersNameIsAskedForByEveryHost() async throws {
    for host in ["127.0.0.1", "localhost", "LOCALHOST"] {
      try await check(names: ["DNS:consul.example"], host: host) {
        $1.serverName = "consul.example"
      }
    }
    try await check(names: ["DNS:localhost"], host: "LOCALHOST")
    try await check(names: ["IP:127.0.0.1"], host: "localhost") { $1.serverName = "127.0.0.1" }
    try await check(names: ["IP:127.0.0.1"]) { $1.serverName = "" }
  }
}

/// The same, where the server speaks HTTP/1.1 only.
final class TLSChainWithoutHTTP2Tests: TLSChainTests {
  override class var protocols: [String] { [] }

  // A class without a test of its own is not found.
  override func testAChainEndsAtATrustedAuthority() async throws {
    try await super.testAChainEndsAtATrustedAuthority()
  }
}
