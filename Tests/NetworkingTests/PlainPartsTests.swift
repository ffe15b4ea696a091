import SystemSupport
import TestSupport
import XCTest

@testable import Networking

final class PlainPartsTests: XCTestCase {
  private func target(_ url: String) throws -> HTTPTarget {
    try HTTPTarget(of: HTTPRequest(url: url))
  }

  // MARK: - URLs

  func testAnAccentDoesNotHideAUserName() throws {
    for url in [
      "http://user:hidden@\u{301}host/", "http://user:hidden@\u{301}", "http://a:hidden@h/\u{301}@",
      "http:/\u{301}/user:hidden@host/", "http://user:hidden/\u{301}@host",
    ] {
      let request = HTTPRequest(url: url)
      XCTAssertThrowsError(try HTTPTarget(of: request), url) {
        XCTAssertFalse("\($0)".contains("hidden@"), "\($0)")
      }
    }
    func check(_ url: String, _ expected: String, line: UInt = #line) {
      XCTAssertEqual(
        Array(HTTPRequest(url: url).description.utf8), Array(expected.utf8), line: line)
    }
    check("http://user:hidden@\u{301}host/a", "GET http://\u{301}host/a")
    check("http://user:hidden@host/\u{301}a@b", "GET http://host/\u{301}a@b")
    check("http://host/a?\u{301}token=hidden", "GET http://host/a")
    check("http://host#\u{301}hidden", "GET http://host")
  }

  func testThePathIsWhatTheServerSees() throws {
    func check(_ url: String, _ expected: String, line: UInt = #line) throws {
      XCTAssertEqual(try target(url).path, expected, line: line)
    }
    try check("http://h", "/")
    try check("http://h/", "/")
    try check("http://h?a=b", "/?a=b")
    try check("http://h#f", "/")
    try check("http://h/a/../b//c?d#e", "/a/../b//c?d")
    try check("http://h/\u{E9}?\u{301}", "/%C3%A9?%CC%81")
  }

  func testPeersAreAddressesAndNames() throws {
    func check(_ url: String, _ expected: PlainPeer, line: UInt = #line) throws {
      XCTAssertEqual(
        PlainPeer(HTTPRequest(url: url), try target(url)), expected, line: line)
    }
    try check("http://10.0.0.1:8500", .address("10.0.0.1", 8500))
    try check("http://[::1]", .address("::1", 80))
    try check("http://Consul.Example", .name("consul.example", 80))
    try check("http://10.0.0", .name("10.0.0", 80))
    let peer = PlainPeer.name("a", 5)
    XCTAssertEqual(
      peer.addresses(["::1", "::2", "1.1.1.1", "::3"]).map(\.description),
      ["[::1]:5", "1.1.1.1:5", "[::2]:5", "[::3]:5"])
    XCTAssertEqual(peer.addresses([]), [])
    XCTAssertEqual(
      PlainPeer.name("localhost", 1).ownAddresses?.map(\.description), ["[::1]:1", "127.0.0.1:1"])
  }

  // MARK: - routes

  func testOnlyOrdinaryRequestsArePlain() throws {
    func check(
      _ url: String, _ isPlain: Bool, line: UInt = #line, _ change: (inout HTTPRequest) -> Void
    ) throws {
      var request = HTTPRequest(url: url)
      change(&request)
      XCTAssertEqual(DirectRoute.isPlain(request, to: try target(url)), isPlain, line: line)
    }
    try check("http://consul_a.b-c:8500/v1", true) { _ in }
    try check("http://[fe80::1]/", true) { _ in }
    try check("https://consul/", false) { _ in }
    try check("http://[fe80::1%25eth0]/", false) { _ in }
    try check("http://[::g]/", false) { _ in }
    try check("http://m\u{FC}nchen/", false) { _ in }
    try check("http://a%41/", false) { _ in }
    try check("http://a/", false) { $0.headers.add("connection", "close") }
    try check("http://a/", false) { $0.secretHeaders["Transfer-Encoding"] = Secret("x") }
    try check("http://a/", true) { $0.headers.add("Host", "b") }
  }

  // MARK: - what is sent

  func testRequestsAreWrittenAsTheyAre() throws {
    func check(
      _ expected: [String], line: UInt = #line, _ change: (inout HTTPRequest) -> Void
    ) throws {
      var request = HTTPRequest(url: "http://h:8500/p")
      change(&request)
      let bytes = request.bytes(for: try target(request.url), userAgent: "t")
      let text = expected.joined(separator: "\r\n")
      XCTAssertEqual(String(decoding: bytes, as: UTF8.self), text, line: line)
    }
    try check(
      [
        "GET /p HTTP/1.1", "Host: h:8500", "User-Agent: t", "Accept: */*",
        "Accept-Encoding: identity", "", "",
      ]
    ) { _ in }
    try check(
      [
        "PUT /x?y HTTP/1.1", "Host: [::1]", "Authorization: Basic dTpw", "Accept: */*",
        "Accept-Encoding: identity", "user-agent: own", "X:", "Content-Length: 2", "", "hi",
      ]
    ) {
      $0 = HTTPRequest("PUT", url: "http://[::1]:80/x?y")
      $0.headers = ["user-agent": "own", "X": ""]
      $0.basicAuthentication = Secret("u:p")
      $0.body = Array("hi".utf8)
    }
    for (plain, coded) in [
      ("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("\u{FF}\u{3FE}?", "w7/Pvj8="),
    ] {
      try check(
        [
          "GET /p HTTP/1.1", "Host: h:8500", "Authorization: Basic \(coded)", "User-Agent: t",
          "Accept: */*", "Accept-Encoding: identity", "", "",
        ].map { $0.hasSuffix("Basic ") ? "Authorization: Basic " : $0 }
      ) { $0.basicAuthentication = Secret(plain) }
    }
  }

  func testRedirectsLeadToAbsoluteAndRelativePlaces() throws {
    func check(_ location: String, _ expected: String, line: UInt = #line) throws {
      let request = HTTPRequest(url: "http://h:1/a/b?c")
      let next = try Redirection.request(request, to: location)
      XCTAssertEqual(next.url, expected, line: line)
    }
    try check("https://x/y", "https://x/y")
    try check("//x/y", "http://x/y")
    try check("/y?z", "http://h:1/y?z")
    try check("y z", "http://h:1/a/y%20z")
    try check("./y", "http://h:1/a/y")
    try check("../y", "http://h:1/y")
    try check("../../../y", "http://h:1/y")
    try check("?d", "http://h:1/a/b?d")
    try check("", "http://h:1/a/b?c")
    try check("y/a:b", "http://h:1/a/y/a:b")
    for location in ["ftp://x", "http://u:p@x/", "javascript:x", "http://", "/a\tb"] {
      XCTAssertThrowsError(
        try Redirection.request(HTTPRequest(url: "http://h/"), to: location), location
      ) { XCTAssertEqual(($0 as? HTTPError)?.code, .protocolViolation) }
    }
  }

  // MARK: - dialing

  /// Dials on the loop's thread. Nil is success.
  private func dial(_ addresses: [SocketAddress]) async -> DialFailure? {
    await withCheckedContinuation { continuation in
      EventLoop.shared.submit {
        Dial(addresses) { outcome in
          switch outcome {
          case .connected(let descriptor):
            close(descriptor)
            continuation.resume(returning: nil)
          case .failed(let address, let code):
            continuation.resume(returning: DialFailure(address: address, code: code))
          }
        }.begin()
      }
    }
  }

  private struct DialFailure: Equatable {
    let address: SocketAddress
    let code: Int32
  }

  func testAddressesAreTriedUntilOneAnswers() async throws {
    let server = ScriptedServer { $0.waitForClose() }
    defer { server.stop() }
    let good = SocketAddress.ip(host: "127.0.0.1", port: UInt16(server.port))
    let missing = SocketAddress.path("/nonexistent/socket")
    let refusing = SocketAddress.ip(host: "127.0.0.1", port: 1)
    let first = await dial([good])
    XCTAssertEqual(first, nil)
    let last = await dial([missing, refusing, good])
    XCTAssertEqual(last, nil)
    let none = await dial([refusing, missing])
    XCTAssertEqual(none, DialFailure(address: missing, code: ENOENT))
    let refused = await dial([missing, refusing])
    XCTAssertEqual(refused, DialFailure(address: refusing, code: ECONNREFUSED))
  }

  func testASlowAddressDoesNotHoldUpTheNext() async throws {
    let crowded = try CrowdedListener()
    defer { crowded.stop() }
    let server = ScriptedServer { $0.waitForClose() }
    defer { server.stop() }
    let good = SocketAddress.ip(host: "127.0.0.1", port: UInt16(server.port))
    let outcome = await dial([.ip(host: "127.0.0.1", port: crowded.port), good])
    XCTAssertEqual(outcome, nil)
  }
}
