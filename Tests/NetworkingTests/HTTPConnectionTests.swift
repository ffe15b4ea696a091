import Networking
import SystemSupport
import TestSupport
import XCTest

class HTTPConnectionTests: XCTestCase {
  /// What carries the requests; the same is expected of both.
  class var carrier: HTTPClientConfiguration.PlainCarrier { .own }

  private lazy var client = HTTPClient.carried(by: Self.carrier)

  override func tearDown() async throws { await client.shutdown() }

  private static func serveForEver(_ connection: ScriptedServer.Connection) {
    while let request = connection.readRequest() {
      connection.answer(body: request.head + String(decoding: request.body, as: UTF8.self))
    }
  }

  func testRequestsInARowShareAConnection() async throws {
    let server = ScriptedServer(script: Self.serveForEver)
    defer { server.stop() }
    for _ in 0..<20 { _ = try await client.send(HTTPRequest(url: server.url())) }
    XCTAssertEqual(server.requests.count, 20)
    XCTAssertEqual(server.connectionCount, 1)
  }

  func testAConnectionThatTheServerClosedIsReplaced() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.answer(body: "once")
    }
    defer { server.stop() }
    for _ in 0..<5 {
      let response = try await client.send(HTTPRequest(url: server.url()))
      XCTAssertEqual(response.status, 200)
      let isClosed = await eventually { server.openConnectionCount == 0 }
      XCTAssertTrue(isClosed)
    }
  }

  func testHundredsOfLongPollsWaitSideBySideAndKeepTheirConnections() async throws {
    let gate = Gate()
    let server = ScriptedServer { connection in
      while connection.readRequest() != nil {
        gate.wait()
        connection.answer(body: "\(connection.number)")
      }
    }
    defer { server.stop() }
    let count = 500
    let request = HTTPRequest(url: server.url("/poll"))
    for round in 1...2 {
      let answers = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
        for _ in 0..<count { group.addTask { [client] in try await client.send(request) } }
        let haveArrived = await eventually { server.requests.count >= count * round }
        XCTAssertTrue(haveArrived)
        gate.open()
        return try await group.reduce(into: []) { $0.append($1) }
      }
      XCTAssertEqual(answers.count(where: { $0.status == 200 }), count)
      XCTAssertLessThanOrEqual(server.connectionCount, count)
    }
  }

  func testCancellingHundredsOfLongPollsClosesTheirConnections() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.waitForClose()
    }
    defer { server.stop() }
    let request = HTTPRequest(url: server.url())
    let task = Task { [client] in
      await withTaskGroup(of: HTTPError.Code?.self) { group in
        for _ in 0..<300 {
          group.addTask {
            await client.failure(of: request)?.code
          }
        }
        return await group.reduce(into: [HTTPError.Code?]()) { $0.append($1) }
      }
    }
    let haveArrived = await eventually { server.requests.count == 300 }
    XCTAssertTrue(haveArrived)
    task.cancel()
    let codes = await task.value
    XCTAssertEqual(codes, Array(repeating: .cancelled, count: 300))
    let areClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(areClosed)
  }

  func testALimitedNumberOfConnectionsMakesRequestsWaitButKeepsDeadlines() async throws {
    var configuration = HTTPClientConfiguration()
    configuration.plainCarrier = Self.carrier
    configuration.maximumConnectionsPerHost = 1
    let client = HTTPClient(configuration: configuration)
    let gate = Gate()
    let server = ScriptedServer { connection in
      while connection.readRequest() != nil {
        gate.wait()
        connection.answer()
      }
    }
    defer { server.stop() }
    let request = HTTPRequest(url: server.url())
    let first = Task { try await client.send(request) }
    let hasArrived = await eventually { server.requests.count == 1 }
    XCTAssertTrue(hasArrived)
    var impatient = request
    impatient.deadline = .milliseconds(50)
    do {
      _ = try await client.send(impatient)
      XCTFail("answered")
    } catch { XCTAssertEqual(error.code, .timeout) }
    let second = Task { try await client.send(request) }
    gate.open()
    _ = try await first.value
    _ = try await second.value
    XCTAssertEqual(server.connectionCount, 1)
    await client.shutdown()
  }

  func testRequestsGoOverAUnixSocket() async throws {
    let path = "\(NSTemporaryDirectory())trimtab-\(UUID().uuidString.prefix(8)).sock"
    let server = ScriptedServer(unixPath: path, script: Self.serveForEver)
    defer {
      server.stop()
      unlink(path)
    }
    var request = HTTPRequest(url: "http://consul/v1/status")
    request.unixSocketPath = path
    let response = try await client.send(request)
    let text = String(decoding: response.body, as: UTF8.self)
    XCTAssertTrue(text.hasPrefix("GET /v1/status HTTP/1.1\r\nHost: consul\r\n"), text)
  }

  func testAMissingUnixSocketIsAConnectFailure() async {
    var request = HTTPRequest(url: "http://consul/")
    request.unixSocketPath = "/nonexistent/socket"
    do {
      _ = try await client.send(request)
      XCTFail("answered")
    } catch { XCTAssertEqual(error.code, .connect, error.message) }
  }

  // MARK: - what is sent

  private func sent(_ change: (inout HTTPRequest) -> Void) async throws -> ScriptedServer.Request {
    let server = ScriptedServer(script: Self.serveForEver)
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/a%2Fb?c=d%20e"))
    change(&request)
    _ = try await client.send(request)
    return try XCTUnwrap(server.requests.first)
  }

  func testAGetHasNothingSurprising() async throws {
    let request = try await sent { $0.headers.add("X-Empty", "") }
    let lines = request.head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    XCTAssertEqual(lines.first, "GET /a%2Fb?c=d%20e HTTP/1.1")
    let names = lines.dropFirst().compactMap { $0.split(separator: ":").first }.sorted()
    XCTAssertEqual(names, ["Accept", "Accept-Encoding", "Host", "User-Agent", "X-Empty"])
    XCTAssertTrue(lines.contains("User-Agent: trimtab"))
  }

  func testSecretsAreSentButNotPrinted() async throws {
    var printed = ""
    let request = try await sent {
      $0.secretHeaders["X-Consul-Token"] = Secret("hidden")
      $0.basicAuthentication = Secret("user:pass:word")
      printed = "\($0)" + String(reflecting: $0) + "\($0.secretHeaders)"
    }
    XCTAssertTrue(request.head.contains("X-Consul-Token: hidden\r\n"), request.head)
    XCTAssertTrue(
      request.head.contains("Authorization: Basic dXNlcjpwYXNzOndvcmQ=\r\n"), request.head)
    XCTAssertFalse(printed.contains("hidden"))
    XCTAssertFalse(printed.contains("pass"))
  }

  func testBodiesAreSentWithAnyMethod() async throws {
    for (method, body) in [
      ("PUT", [0, 1, 2] as [UInt8]), ("POST", []), ("DELETE", [7]), ("GET", [9]),
    ] {
      let request = try await sent {
        $0.method = method
        $0.body = body
      }
      XCTAssertTrue(request.head.hasPrefix("\(method) "), request.head)
      XCTAssertEqual(request.body, body)
      XCTAssertTrue(request.head.contains("Content-Length: \(body.count)\r\n"), request.head)
      XCTAssertFalse(request.head.contains("Content-Type"), request.head)
    }
    let bare = try await sent { $0.method = "PUT" }
    XCTAssertTrue(bare.head.hasPrefix("PUT "), bare.head)
  }

  func testAHeadHasNoBody() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
      $0.waitForClose()
    }
    defer { server.stop() }
    let response = try await client.send(HTTPRequest("HEAD", url: server.url()))
    XCTAssertEqual(response.headers["content-length"], "1000")
    XCTAssertEqual(response.body, [])
  }

  func testTheEnvironmentsProxyIsUsedOnlyWhenAskedFor() async throws {
    let proxy = ScriptedServer(script: Self.serveForEver)
    defer { proxy.stop() }
    setenv("http_proxy", proxy.url(), 1)
    defer { unsetenv("http_proxy") }
    _ = try await sent { _ in }
    XCTAssertEqual(proxy.requests.count, 0)
    var request = HTTPRequest(url: "http://no-such-host.invalid/x")
    request.usesEnvironmentProxy = true
    _ = try await client.send(request)
    XCTAssertEqual(proxy.requests.first?.target, "http://no-such-host.invalid/x")
  }
}
