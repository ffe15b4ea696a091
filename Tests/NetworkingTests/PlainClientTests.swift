import Networking
import SystemSupport
import TestSupport
import XCTest

/// What the plain client does besides what both clients do.
final class PlainClientTests: XCTestCase {
  private let client = HTTPClient()

  override func tearDown() async throws { await client.shutdown() }

  private func failure(_ request: HTTPRequest, of other: HTTPClient? = nil) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await (other ?? client).send(request)
      return nil
    } catch { return error }
  }

  /// A server that closes each connection without a word when its second request has come.
  private static func forgetful() -> ScriptedServer {
    ScriptedServer {
      _ = $0.readRequest()
      $0.answer()
      _ = $0.readRequest()
    }
  }

  // MARK: - kept connections

  func testAKeptConnectionThatClosesWithoutAWordIsRetriedOnce() async throws {
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
      let server = Self.forgetful()
      defer { server.stop() }
      for _ in 0..<4 {
        let response = try await client.send(HTTPRequest(method, url: server.url()))
        XCTAssertEqual(response.status, 200)
      }
      XCTAssertEqual(server.requests.count, 7)
      XCTAssertEqual(server.connectionCount, 4)
    }
  }

  func testARequestThatMayHaveHadAnEffectIsNotRepeated() async throws {
    let server = Self.forgetful()
    defer { server.stop() }
    var request = HTTPRequest("POST", url: server.url())
    request.body = [1]
    _ = try await client.send(request)
    let error = await failure(request)
    XCTAssertEqual(error?.code, .closed)
    XCTAssertEqual(server.requests.count, 2)
  }

  func testAnAnswerThatHadBegunIsNotAskedForAgain() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.answer()
      _ = $0.readRequest()
      $0.send("H")
    }
    defer { server.stop() }
    _ = try await client.send(HTTPRequest(url: server.url()))
    let error = await failure(HTTPRequest(url: server.url()))
    XCTAssertEqual(error?.code, .closed)
    XCTAssertEqual(server.requests.count, 2)
  }

  func testAFreshConnectionThatClosesIsNotRetried() async {
    let server = ScriptedServer { _ = $0.readRequest() }
    defer { server.stop() }
    let error = await failure(HTTPRequest(url: server.url()))
    XCTAssertEqual(error?.code, .closed)
    XCTAssertEqual(server.requests.count, 1)
  }

  func testWordsWithoutAQuestionAreNoAnswer() async throws {
    let gate = Gate()
    let server = ScriptedServer {
      _ = $0.readRequest()
      // A second answer for a question that was not asked, at once and later.
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")
      if $0.number == 0 {
        gate.wait()
      }
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
      $0.waitForClose()
    }
    defer { server.stop() }
    for _ in 0..<4 {
      let response = try await client.send(HTTPRequest(url: server.url()))
      XCTAssertEqual(response.body, Array("good".utf8))
      gate.open()
      let isClosed = await eventually { server.openConnectionCount == 0 }
      XCTAssertTrue(isClosed)
    }
    XCTAssertEqual(server.connectionCount, 4)
  }

  func testUnusedConnectionsAreClosedAfterTheirTime() async throws {
    var configuration = HTTPClientConfiguration()
    configuration.idleConnectionLifetime = .milliseconds(50)
    let client = HTTPClient(configuration: configuration)
    let server = ScriptedServer { while $0.readRequest() != nil { $0.answer() } }
    defer { server.stop() }
    _ = try await client.send(HTTPRequest(url: server.url()))
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
    await client.shutdown()
  }

  func testOnlySomeUnusedConnectionsAreKept() async throws {
    var configuration = HTTPClientConfiguration()
    configuration.maximumIdleConnections = 2
    let client = HTTPClient(configuration: configuration)
    let servers = (0..<6).map { _ in
      ScriptedServer { while $0.readRequest() != nil { $0.answer() } }
    }
    defer { for server in servers { server.stop() } }
    for server in servers { _ = try await client.send(HTTPRequest(url: server.url())) }
    // One for the peak of requests, and two.
    let areClosed = await eventually { servers.map(\.openConnectionCount).reduce(0, +) == 3 }
    XCTAssertTrue(areClosed)
    XCTAssertEqual(servers.map(\.openConnectionCount), [0, 0, 0, 1, 1, 1])
    await client.shutdown()
  }

  func testManyRequestsShareFewConnectionsInOrder() async throws {
    var configuration = HTTPClientConfiguration()
    configuration.maximumConnectionsPerHost = 3
    let client = HTTPClient(configuration: configuration)
    let server = ScriptedServer {
      while let request = $0.readRequest() { $0.answer(body: request.target) }
    }
    defer { server.stop() }
    let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<300 {
        let request = HTTPRequest(url: server.url("/\(number)"))
        group.addTask {
          try await client.send(request).body == Array("/\(number)".utf8)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    XCTAssertEqual(answers, Array(repeating: true, count: 300))
    XCTAssertLessThanOrEqual(server.connectionCount, 3)
    await client.shutdown()
  }

  // MARK: - connecting

  func testTheOwnNameIsFoundWithoutAskingAndByBothFamilies() async throws {
    let server = ScriptedServer { while $0.readRequest() != nil { $0.answer(body: "here") } }
    defer { server.stop() }
    let response = try await client.send(HTTPRequest(url: "http://LOCALHOST:\(server.port)/"))
    XCTAssertEqual(response.body, Array("here".utf8))
    XCTAssertTrue(
      server.requests[0].head.contains("Host: LOCALHOST:\(server.port)\r\n"),
      server.requests[0].head)
  }

  func testManyRequestsToAnUnknownHostAllFail() async {
    let codes = await withTaskGroup(of: HTTPError.Code?.self) { group in
      for _ in 0..<50 {
        group.addTask { [client] in
          do throws(HTTPError) {
            _ = try await client.send(HTTPRequest(url: "http://no-such-host.invalid/"))
            return nil
          } catch { return error.code }
        }
      }
      return await group.reduce(into: [HTTPError.Code?]()) { $0.append($1) }
    }
    XCTAssertEqual(codes, Array(repeating: .resolve, count: 50))
  }

  func testAListenerWhoseQueueIsFullIsWaitedForUntilTheTimeToConnectIsOver() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("full.sock")
    let listener = try CrowdedListener(path: path)
    defer { listener.stop() }
    var request = HTTPRequest(url: "http://consul/")
    request.unixSocketPath = path
    request.connectTimeout = .milliseconds(100)
    let error = await failure(request)
    XCTAssertEqual(error?.code, .timeout)
    XCTAssertEqual(error?.message, "cannot GET http://consul/: no connection within 0.1 seconds")
  }

  func testTheReasonOfARefusalIsShown() async {
    let server = ScriptedServer { _ in }
    server.stop()
    _ = await eventually { await failure(HTTPRequest(url: server.url())) != nil }
    let error = await failure(HTTPRequest(url: server.url("/a?secret")))
    XCTAssertEqual(
      error?.message,
      "cannot GET \(server.url("/a")): cannot connect to `127.0.0.1:\(server.port)`:"
        + " Connection refused")
  }

  // MARK: - bodies

  func testALargeBodyIsSentAndComesBack() async throws {
    let server = ScriptedServer {
      while let request = $0.readRequest() {
        $0.answer(body: String(decoding: request.body, as: UTF8.self))
      }
    }
    defer { server.stop() }
    var request = HTTPRequest("PUT", url: server.url())
    request.body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: 32 + $0 % 90) }
    let response = try await client.send(request)
    XCTAssertEqual(response.body, request.body)
  }

  func testAnAnswerBeforeTheWholeBodyWasSentCountsAndEndsTheConnection() async throws {
    let gate = Gate()
    let server = ScriptedServer {
      $0.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
      gate.wait()
      $0.reset()
    }
    defer { server.stop() }
    defer { gate.open() }
    var request = HTTPRequest("PUT", url: server.url())
    request.body = [UInt8](repeating: 7, count: 32 << 20)
    let response = try await client.send(request)
    XCTAssertEqual(response.status, 413)
    XCTAssertEqual(response.body, Array("no".utf8))
  }

  // MARK: - redirects

  func testRedirectsAreFollowedUpToTheirLimitAndLoseWhatProvesWhoAsks() async throws {
    let other = ScriptedServer { while $0.readRequest() != nil { $0.answer(body: "other") } }
    let server = ScriptedServer {
      while let request = $0.readRequest() {
        let place = request.target == "/a" ? "b" : "http://127.0.0.1:\(other.port)/c"
        $0.answer("307 Temporary Redirect", headers: ["Location: \(place)"])
      }
    }
    defer { server.stop() }
    defer { other.stop() }
    var request = HTTPRequest(url: server.url("/a"))
    request.basicAuthentication = Secret("user:hidden")
    request.secretHeaders = ["Authorization": Secret("hidden"), "X-Token": Secret("kept")]
    request.maximumRedirects = 1
    let error = await failure(request)
    XCTAssertEqual(error?.code, .protocolViolation)
    XCTAssertEqual(error?.message, "cannot GET \(server.url("/a")): more than 1 redirects")
    request.maximumRedirects = 2
    let response = try await client.send(request)
    XCTAssertEqual(response.body, Array("other".utf8))
    let head = other.requests[0].head
    XCTAssertFalse(head.contains("Authorization"), head)
    XCTAssertTrue(head.contains("X-Token: kept"), head)
    XCTAssertTrue(server.requests[1].head.contains("Authorization: hidden"))
  }
}
