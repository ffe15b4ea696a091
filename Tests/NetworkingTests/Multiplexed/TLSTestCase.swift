import Networking
import Synchronization
import SystemSupport
import TestSupport
import XCTest

/// A client, and servers with certificates of an authority of their own.
class TLSTestCase: XCTestCase {
  /// What the server takes by ALPN; nothing of the kind with HTTP/1.1.
  class var protocols: [String] { ["h2"] }

  let client = HTTPClient()
  private static let shared = Mutex<TestAuthority?>(nil)

  override class func setUp() { shared.withLock { $0 = try? TestAuthority(for: "127.0.0.1") } }
  override class func tearDown() { shared.withLock { $0 = nil } }
  override func tearDown() async throws { await client.shutdown() }

  func authority() throws -> TestAuthority {
    try XCTUnwrap(Self.shared.withLock { $0 })
  }

  func serve(
    _ authority: TestAuthority, port: Int = 0, certificate: String = "server",
    asksForCertificate: Bool = false, isOld: Bool = false
  ) throws -> ScriptedServer {
    let security = try ServerTLS(
      authority, protocols: Self.protocols, certificate: certificate,
      asksForCertificate: asksForCertificate, isOld: isOld)
    if Self.protocols.isEmpty {
      return ScriptedServer(port: port, security: security) {
        while $0.readRequest() != nil { $0.answer() }
      }
    }
    return FramedServer(security, port: port) { $0.answerAll() }.server
  }

  /// A request to a server with a certificate for these names, or with a given one, is answered, or
  /// fails with `.tls` and with a message that has one of the words.
  func check(
    _ words: String..., names: [String] = ["IP:127.0.0.1"], host: String = "127.0.0.1",
    asksForCertificate: Bool = false, isExpired: Bool = false, isOld: Bool = false,
    certificate: String? = nil, file: StaticString = #filePath, line: UInt = #line,
    _ change: (TestAuthority, inout TLSSettings) throws -> Void = { _, _ in }
  ) async throws {
    let authority = try authority()
    if certificate == nil {
      try authority.addServer("other", for: names.joined(separator: ","), isExpired: isExpired)
    }
    let server = try serve(
      authority, certificate: certificate ?? "other", asksForCertificate: asksForCertificate,
      isOld: isOld)
    defer { server.stop() }
    var request = HTTPRequest(url: "https://\(host):\(server.port)/v1?token=sesame")
    request.secretHeaders["X-Token"] = Secret("sesame")
    request.tls.caFile = authority.path("ca.pem")
    try change(authority, &request.tls)
    let error = await client.failure(of: request)
    guard !words.isEmpty else {
      return XCTAssertNil(error, error?.message ?? "", file: file, line: line)
    }
    // With TLS 1.3 what the server thinks of a client comes after the client's handshake.
    let codes: [HTTPError.Code] = asksForCertificate ? [.tls, .closed] : [.tls]
    let message = error?.message ?? "answered"
    XCTAssertTrue(error.map { codes.contains($0.code) } == true, message, file: file, line: line)
    XCTAssertTrue(
      words.contains { message.lowercased().contains($0) }, message, file: file, line: line)
    XCTAssertFalse(message.contains("sesame"), message, file: file, line: line)
    XCTAssertTrue(message.hasPrefix("cannot GET https://"), message, file: file, line: line)
  }

  /// Has the client's certificate shown.
  func showCertificate(_ authority: TestAuthority, _ settings: inout TLSSettings) {
    settings.certificateFile = authority.path("client.pem")
    settings.keyFile = authority.path("client-key.pem")
  }
}
