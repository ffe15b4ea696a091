import Networking
import SystemSupport
import TestSupport
import XCTest

/// Real servers, made to end connections and to change their mind as often as possible.
final class MultiplexedServersTests: MultiplexedTestCase {
  /// The lines of an nginx that talks TLS at a port, with further parameters of `listen`.
  private func nginx(_ port: UInt16, _ protocols: String, _ lines: String) throws -> String {
    let authority = try Self.sharedAuthority()
    return """
      server {
        listen 127.0.0.1:\(port) ssl \(protocols);
        ssl_certificate \(authority.path("server.pem"));
        ssl_certificate_key \(authority.path("server-key.pem"));
        \(lines)
      }
      """
  }

  /// Starts an nginx whose workers, which are another user, get at its folder.
  private func start(_ server: NginxServer) async throws {
    chmod(server.folder.path, 0o755)
    try await server.start()
  }

  private func request(_ port: UInt16, _ path: String = "/") throws -> HTTPRequest {
    var request = HTTPRequest(url: "https://127.0.0.1:\(port)\(path)")
    request.tls.caFile = try Self.sharedAuthority().path("ca.pem")
    request.secretHeaders["X-Token"] = Secret("sesame")
    request.deadline = .seconds(20)
    return request
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

  private static func echo() -> ScriptedServer {
    ScriptedServer { while $0.readRequest() != nil { $0.answer() } }
  }

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

  func testNginxThatEndsItsConnectionsAllTheTimeLosesNothing() async throws {
    let (server, port) = (try NginxServer(), try FreePort.next())
    try server.write(
      nginx(
        port, "http2",
        """
        keepalive_requests 7;
        http2_max_concurrent_streams 3;
        location / { return 200 hello; }
        """))
    try await server.start()
    let codes = await codes(500, of: try request(port))
    XCTAssertEqual(codes, [nil: 500])
    for _ in 0..<50 { _ = try await client.send(request(port)) }
    try await server.stop()
  }

  func testNginxSendsFilesOfAllSizes() async throws {
    let (server, port) = (try NginxServer(), try FreePort.next())
    let sizes = [0, 1, 16_384, 1 << 20, 20 << 20]
    for size in sizes {
      try server.folder.write(String(repeating: "x", count: size), to: "files/\(size)")
    }
    try server.write(
      nginx(port, "http2", "location / { root \(server.folder.path)/files; }"))
    try await start(server)
    let bodies = try await withThrowingTaskGroup { [client] group in
      for size in sizes + sizes {
        let request = try request(port, "/\(size)")
        group.addTask { (size, try await client.send(request).body) }
      }
      return try await group.reduce(into: [(Int, [UInt8])]()) { $0.append($1) }
    }
    for (size, body) in bodies {
      XCTAssertTrue(body.count == size && body.allSatisfy { $0 == 0x78 }, "\(size): \(body.count)")
    }
    try await server.stop()
  }

  func testAServerMayLearnHTTP2AndForgetIt() async throws {
    let (server, port) = (try NginxServer(), try FreePort.next())
    for protocols in ["http2", "", "http2", ""] {
      try server.write(nginx(port, protocols, "location / { return 200 hello; }"))
      try await server.start()
      for _ in 0..<3 {
        let response = try await client.send(request(port))
        XCTAssertEqual(response.body, Array("hello".utf8))
        if protocols == "" { XCTAssertFalse(response.isMultiplexed) }
      }
      try await server.stop()
    }
  }

  func testAServerThatWasKilledIsFoundAgain() async throws {
    let (server, port) = (try NginxServer(), try FreePort.next())
    try server.write(nginx(port, "http2", "location / { return 200 hello; }"))
    for _ in 0..<3 {
      try await server.start()
      _ = try await client.send(request(port))
      try await server.kill()
      let error = await client.failure(of: try request(port))
      XCTAssertTrue([.connect, .closed].contains(error?.code), "\(error as Any)")
    }
  }

  func testAHaltedServerIsATimeoutAndUsableOnceItGoesOn() async throws {
    let (server, port) = (try NginxServer(), try FreePort.next())
    try server.write(nginx(port, "http2", "location / { return 200 hello; }"))
    try await server.start()
    var impatient = try request(port)
    impatient.deadline = .milliseconds(200)
    // First during the handshake, then with a connection that was good before.
    for _ in 0..<3 {
      server.freeze()
      for _ in 0..<3 {
        let error = await client.failure(of: impatient)
        XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
      }
      server.thaw()
      let response = try await client.send(request(port))
      XCTAssertEqual(response.status, 200)
    }
    try await server.stop()
  }

  // MARK: - HAProxy

  private func startHAProxy(
    _ server: HAProxyServer, _ port: UInt16, _ upstream: ScriptedServer, _ global: String = ""
  ) async throws {
    let authority = try Self.sharedAuthority()
    let folder = (server.configurationPath as NSString).deletingLastPathComponent
    let files = try ["server.pem", "server-key.pem"].map {
      try String(contentsOfFile: authority.path($0), encoding: .utf8)
    }
    try files.joined().write(
      toFile: "\(folder)/both.pem", atomically: true, encoding: .utf8)
    try server.write(
      """
      \(server.preamble.replacingOccurrences(of: "defaults\n", with: "\(global)\ndefaults\n"))
      frontend f
        bind 127.0.0.1:\(port) ssl crt \(folder)/both.pem alpn h2,http/1.1
        default_backend b
      backend b
        server s 127.0.0.1:\(upstream.port)

      """)
    try await server.start()
  }

  func testHAProxyPassesOnWhatIsSent() async throws {
    let upstream = Self.echo()
    defer { upstream.stop() }
    let (server, port) = (try HAProxyServer(), try FreePort.next())
    try await startHAProxy(server, port, upstream)
    try await checkWhatIsSent(through: port, to: upstream)
    try await server.stop()
  }

  func testHAProxyWithFewStreamsCarriesHundreds() async throws {
    let upstream = Self.echo()
    defer { upstream.stop() }
    let (server, port) = (try HAProxyServer(), try FreePort.next())
    try await startHAProxy(
      server, port, upstream,
      "  tune.h2.max-concurrent-streams 2\n  tune.h2.initial-window-size 1000")
    let codes = await codes(300, of: try request(port))
    XCTAssertEqual(codes, [nil: 300])
    var put = try request(port)
    put.method = "PUT"
    put.body = Array(repeating: 7, count: 100_000)
    _ = try await client.send(put)
    XCTAssertTrue(upstream.requests.last?.body == put.body)
    try await server.stop()
  }

  func testNothingIsLostWhileHAProxyIsReloaded() async throws {
    let upstream = Self.echo()
    defer { upstream.stop() }
    let (server, port) = (try HAProxyServer(), try FreePort.next())
    try await startHAProxy(server, port, upstream)
    let request = try request(port)
    let asking = Task { [client] in
      var failures: [HTTPError] = []
      while !Task.isCancelled {
        // On a task of its own: the end of the test shall not cancel a request.
        let error = await Task { await client.failure(of: request) }.value
        if let error { failures.append(error) }
      }
      return failures
    }
    for _ in 0..<2 { try await server.reload() }
    asking.cancel()
    let failures = await asking.value
    XCTAssertEqual(failures, [])
    try await server.stop()
  }
}
