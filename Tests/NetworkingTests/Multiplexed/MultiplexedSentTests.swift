import Networking
import SystemSupport
import TestSupport
import XCTest

/// What real servers understand of requests, as the server behind them sees it.
final class MultiplexedSentTests: MultiplexedServersTestCase {
  func testNginxPassesOnWhatIsSent() async throws {
    let upstream = Self.echo()
    defer { upstream.stop() }
    let (server, port) = (try NginxServer(), try FreePort.next())
    try server.write(
      nginx(
        port, "http2",
        """
        client_max_body_size 8m;
        location / {
          proxy_pass http://127.0.0.1:\(upstream.port);
          proxy_set_header Authorization $http_authorization;
        }
        """))
    try await start(server)
    try await checkWhatIsSent(through: port, to: upstream)
    try await server.stop()
  }

  func testHAProxyPassesOnWhatIsSent() async throws {
    let upstream = Self.echo()
    defer { upstream.stop() }
    let (server, port) = (try HAProxyServer(), try FreePort.next())
    try await startHAProxy(server, port, upstream)
    try await checkWhatIsSent(through: port, to: upstream)
    try await checkTargets(through: port, to: upstream)
    try await server.stop()
  }

  /// A request as the server behind the balancer saw it.
  private func sent(
    through port: UInt16, to upstream: ScriptedServer, _ change: (inout HTTPRequest) -> Void
  ) async throws -> ScriptedServer.Request {
    var request = try request(port, "/a%2Fb?c=d%20e")
    change(&request)
    let response = try await client.send(request)
    XCTAssertEqual(response.status, 200)
    XCTAssertTrue(response.isMultiplexed)
    return try XCTUnwrap(upstream.requests.last)
  }

  private func checkWhatIsSent(
    through port: UInt16, to upstream: ScriptedServer
  ) async throws {
    let get = try await sent(through: port, to: upstream) {
      $0.basicAuthentication = Secret("user:pass:word")
      $0.headers.add("X-List", "a")
      $0.headers.add("X-List", "b")
    }
    let head = get.head.lowercased()
    XCTAssertTrue(get.head.hasPrefix("GET /a%2Fb?c=d%20e HTTP/1."), head)
    for line in [
      "x-token: sesame", "authorization: basic dxnlcjpwyxnzondvcmq=", "x-list: a", "x-list: b",
      "user-agent: trimtab",
    ] { XCTAssertTrue(head.contains("\r\n\(line)\r\n"), "\(line): \(head)") }
    XCTAssertFalse(head.contains("content-length"), head)
    try await checkUnusualHeaders(through: port, to: upstream)
    for size in [0, 1, 70_000, 1 << 20] {
      let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      let put = try await sent(through: port, to: upstream) {
        $0.method = "PUT"
        $0.body = body
      }
      XCTAssertTrue(put.head.hasPrefix("PUT "), put.head)
      XCTAssertTrue(put.head.lowercased().contains("content-length: \(size)\r\n"), put.head)
      XCTAssertTrue(put.body == body)
    }
  }

  private func checkUnusualHeaders(
    through port: UInt16, to upstream: ScriptedServer
  ) async throws {
    let long = String(repeating: "y", count: 5000)
    let unusual = try await sent(through: port, to: upstream) {
      $0.headers.add("User-Agent", "other")
      $0.headers.add("X-Space", "  a b\t ")
      $0.headers.add("X-Long", long)
      $0.headers.add("X-Empty", "")
      $0.headers.add("X-Letters", "é")
    }
    for line in [
      "user-agent: other", "x-space: a b", "x-long: \(long)", "x-letters: é",
    ] { XCTAssertTrue(unusual.head.lowercased().contains("\r\n\(line)\r\n"), unusual.head) }
    XCTAssertFalse(unusual.head.contains("trimtab"), unusual.head)
    // What belongs to a connection of HTTP/1.1 has no place in a request of HTTP/2.
    for (name, value) in [
      ("Connection", "keep-alive"), ("Keep-Alive", "5"), ("TE", "gzip"), ("Upgrade", "websocket"),
      ("Proxy-Connection", "close"), ("Content-Length", "0"),
    ] {
      var request = try request(port)
      request.headers.add(name, value)
      let error = await client.failure(of: request)
      XCTAssertNil(error, "\(name): \(error as Any)")
    }
  }

  /// URLs and hosts of all forms reach the server as they are meant.
  private func checkTargets(through port: UInt16, to upstream: ScriptedServer) async throws {
    for (url, target) in [
      ("", "/"), ("?x=1", "/?x=1"), ("/a#fragment", "/a"), ("/a/../b//c", "/a/../b//c"),
      ("/?", "/?"),
    ] {
      let request = try await sent(through: port, to: upstream) {
        $0.url = "https://127.0.0.1:\(port)\(url)"
      }
      XCTAssertEqual(request.target, target, request.head)
    }
    let named = try await sent(through: port, to: upstream) {
      $0.url = "https://127.0.0.1:\(port)/"
      $0.headers.add("Host", "consul.example")
    }
    let head = named.head.lowercased()
    XCTAssertTrue(head.contains("\r\nhost: consul.example\r\n"), head)
    for method in ["DELETE", "POST", "OPTIONS", "PATCH"] {
      let request = try await sent(through: port, to: upstream) { $0.method = method }
      XCTAssertTrue(request.head.hasPrefix("\(method) "), request.head)
    }
  }
}
