import Networking
import TestSupport
import XCTest

/// Real servers, made to end connections and to change their mind as often as possible.
final class MultiplexedServersTests: MultiplexedServersTestCase {
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
