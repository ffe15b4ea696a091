import Networking
import SystemSupport
import TestSupport
import XCTest

class HTTPClientTests: XCTestCase {
  /// What carries the requests; the same is expected of both.
  class var carrier: HTTPClientConfiguration.PlainCarrier { .own }

  private lazy var client = HTTPClient.carried(by: Self.carrier)

  override func tearDown() async throws { await client.shutdown() }

  /// Runs `script` as the server of one request and checks how the request ends.
  private func check(
    _ expected: HTTPError.Code, _ script: @escaping @Sendable (ScriptedServer.Connection) -> Void,
    change: (inout HTTPRequest) -> Void = { _ in }, file: StaticString = #filePath,
    line: UInt = #line
  ) async {
    let server = ScriptedServer(script: script)
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/v1?token=hidden"))
    request.deadline = .seconds(20)
    change(&request)
    do {
      let response = try await client.send(request)
      XCTFail("answered with \(response.status)", file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, expected, error.message, file: file, line: line)
      XCTAssertFalse(error.message.contains("hidden"), error.message, file: file, line: line)
    }
  }

  private func get(
    _ script: @escaping @Sendable (ScriptedServer.Connection) -> Void,
    change: (inout HTTPRequest) -> Void = { _ in }
  ) async throws -> HTTPResponse {
    let server = ScriptedServer(script: script)
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/"))
    change(&request)
    return try await client.send(request)
  }

  // MARK: - failures

  func testAConnectionClosedBeforeTheAnswerIsClosed() async {
    await check(.closed) { _ = $0.readRequest() }
  }

  func testAServerKilledInTheMiddleOfTheBodyIsClosed() async {
    await check(.closed) {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
    }
  }

  func testAResetInTheMiddleOfTheBodyIsClosed() async {
    await check(.closed) {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
      $0.reset()
    }
  }

  func testAChunkedBodyWithoutItsEndIsClosed() async {
    await check(.closed) {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n")
    }
  }

  func testHeadersThatNeverEndHitTheDeadline() async {
    await check(.timeout) {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\n")
      while $0.send("X: y\r\n") { $0.pause(milliseconds: 20) }
    } change: {
      $0.deadline = .milliseconds(200)
    }
  }

  func testASilentServerHitsTheDeadline() async {
    await check(.timeout) {
      $0.waitForClose()
    } change: {
      $0.deadline = .milliseconds(100)
    }
  }

  func testABodyAboveTheLimitIsTooLarge() async {
    await check(.tooLarge) {
      _ = $0.readRequest()
      $0.answer(body: String(repeating: "x", count: 100_000))
    } change: {
      $0.maximumBodySize = 99_999
    }
  }

  func testACompressedBodyCountsWithItsFullSizeWhereItIsUnpacked() async {
    await check(Self.carrier == .own ? .protocolViolation : .tooLarge) {
      _ = $0.readRequest()
      $0.send(gzipAnswer)
    } change: {
      $0.maximumBodySize = 4
    }
  }

  func testEndlessHeadersAreTooLarge() async {
    await check(.tooLarge) {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\n")
      while $0.send("X-Long: " + String(repeating: "y", count: 1000) + "\r\n") {}
    }
  }

  func testAnswersThatAreNotHTTPViolateTheProtocol() async {
    await check(.protocolViolation) {
      _ = $0.readRequest()
      $0.send("SSH-2.0-OpenSSH_9.2\r\n")
      $0.waitForClose()
    }
  }

  func testBrokenCompressionViolatesTheProtocol() async {
    await check(.protocolViolation) {
      _ = $0.readRequest()
      $0.answer(headers: ["Content-Encoding: gzip"], body: "this is not gzip at all")
      $0.waitForClose()
    }
  }

  func testAClosedPortIsAConnectFailure() async {
    let server = ScriptedServer { _ in }
    server.stop()
    _ = await eventually { (try? await client.send(HTTPRequest(url: server.url()))) == nil }
    do {
      _ = try await client.send(HTTPRequest(url: server.url()))
      XCTFail("answered")
    } catch {
      XCTAssertTrue([.connect, .closed].contains(error.code), error.message)
    }
  }

  func testAnUnknownHostIsAResolveFailure() async {
    await check(.resolve) { _ in
    } change: {
      $0.url = "http://no-such-host.invalid/?token=hidden"
    }
  }

  func testMalformedRequestsAreNotSent() async {
    func refuse(_ change: @escaping (inout HTTPRequest) -> Void, line: UInt = #line) async {
      await check(.invalidRequest, { _ in XCTFail("connected") }, change: change, line: line)
    }
    await refuse { $0.url = "ftp://127.0.0.1/" }
    await refuse { $0.url = "127.0.0.1:8500" }
    await refuse { $0.url = "http://" }
    await refuse { $0.url = "http://user:hidden@127.0.0.1/" }
    await refuse { $0.url = "http://127.0.0.1:99999/" }
    await refuse { $0.url = "http://127.0.0.1/a b" }
    await refuse { $0.url = "http://127.0.0.1/\r\nX: y" }
    await refuse { $0.url = "http://[::1/" }
    await refuse { $0.method = "GET /" }
    await refuse { $0.method = "" }
    await refuse { $0.headers.add("X", "a\r\nY: b") }
    await refuse { $0.headers.add("X:", "a") }
    await refuse { $0.secretHeaders["X-Token"] = Secret("hidden\n") }
    await refuse { $0.unixSocketPath = "/" + String(repeating: "a", count: 120) }
  }

  func testCancellationClosesTheConnection() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.waitForClose()
    }
    defer { server.stop() }
    let request = HTTPRequest(url: server.url())
    let task = Task { [client] in try await client.send(request) }
    let hasArrived = await eventually { server.requests.count == 1 }
    XCTAssertTrue(hasArrived)
    task.cancel()
    do {
      _ = try await task.value
      XCTFail("answered")
    } catch {
      XCTAssertEqual((error as? HTTPError)?.code, .cancelled)
    }
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  func testACancelledTaskSendsNothing() async throws {
    let server = ScriptedServer { _ in XCTFail("connected") }
    defer { server.stop() }
    let request = HTTPRequest(url: server.url())
    let task = Task { [client] in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await client.send(request)
    }
    let result = await task.result
    XCTAssertThrowsError(try result.get()) {
      XCTAssertEqual(($0 as? HTTPError)?.code, .cancelled)
    }
  }

  // MARK: - without a task

  /// How a started request ends.
  private func outcome(
    _ request: HTTPRequest, _ body: (StartedRequest) async -> Void = { _ in }
  ) async -> String {
    let (results, continuation) = AsyncStream.makeStream(of: String.self)
    do throws(HTTPError) {
      let started = try client.start(request) { result in
        switch result {
        case .success(let response):
          continuation.yield(String(decoding: response.body, as: UTF8.self))
        case .failure(let error): continuation.yield(error.code.rawValue)
        }
      }
      await body(started)
    } catch { continuation.yield("threw \(error.code)") }
    return await results.first { _ in true } ?? ""
  }

  func testAStartedRequestCallsBack() async {
    let server = ScriptedServer {
      while let request = $0.readRequest() {
        if request.target == "/a" {
          $0.answer("307 Temporary Redirect", headers: ["Location: b"], body: "a")
        } else {
          $0.answer(body: "b")
        }
      }
    }
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/a"))
    let first = await outcome(request)
    XCTAssertEqual(first, "a")
    request.maximumRedirects = 1
    let second = await outcome(request)
    XCTAssertEqual(second, "b")
    request.method = ""
    let refused = await outcome(request)
    XCTAssertEqual(refused, "threw invalidRequest")
  }

  func testAStartedRequestCanBeCancelled() async {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.waitForClose()
    }
    defer { server.stop() }
    for redirects in 0...1 {
      var request = HTTPRequest(url: server.url())
      request.maximumRedirects = redirects
      let before = server.requests.count
      let waiting = await outcome(request) { started in
        // That which is cancelled early below may arrive as well, late.
        let hasArrived = await eventually { server.requests.count > before }
        XCTAssertTrue(hasArrived)
        started.cancel()
      }
      XCTAssertEqual(waiting, "cancelled")
      let early = await outcome(request) { $0.cancel() }
      XCTAssertEqual(early, "cancelled")
    }
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  func testShutdownEndsRequestsUnderWayAndRefusesLaterOnes() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.waitForClose()
    }
    defer { server.stop() }
    let request = HTTPRequest(url: server.url())
    let task = Task { [client] in try await client.send(request) }
    let hasArrived = await eventually { server.requests.count == 1 }
    XCTAssertTrue(hasArrived)
    await client.shutdown()
    let result = await task.result
    XCTAssertThrowsError(try result.get()) {
      XCTAssertEqual(($0 as? HTTPError)?.code, .shutDown)
    }
    do {
      _ = try await client.send(request)
      XCTFail("answered")
    } catch { XCTAssertEqual(error.code, .shutDown) }
  }

  func testAClientThatNobodyHoldsClosesItsConnections() async throws {
    let server = ScriptedServer { while $0.readRequest() != nil { $0.answer() } }
    defer { server.stop() }
    _ = try await HTTPClient.carried(by: Self.carrier).send(HTTPRequest(url: server.url()))
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  // MARK: - answers

  func testAnAnswerHasStatusHeadersAndBody() async throws {
    let response = try await get {
      _ = $0.readRequest()
      $0.answer("404 Not Found", headers: ["X-Consul-Index:  7 ", "X-Empty:"], body: "gone")
    }
    XCTAssertEqual(response.status, 404)
    XCTAssertEqual(response.headers["x-consul-index"], "7")
    XCTAssertEqual(response.headers["X-EMPTY"], "")
    XCTAssertNil(response.headers["X-Other"])
    XCTAssertEqual(response.body, Array("gone".utf8))
  }

  func testAnInterimAnswerIsSkipped() async throws {
    let response = try await get {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
      $0.answer(body: "x")
    }
    XCTAssertEqual(response.status, 200)
    XCTAssertNil(response.headers["X-Early"])
  }

  func testChunksWithPausesArePutTogether() async throws {
    let response = try await get {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
      for chunk in ["5\r\nhello\r\n", "1\r\n \r\n", "5\r\nworld\r\n", "0\r\nX-Sum: 1\r\n\r\n"] {
        for byte in chunk.utf8 {
          $0.send([byte])
          $0.pause(milliseconds: 1)
        }
      }
    }
    XCTAssertEqual(String(decoding: response.body, as: UTF8.self), "hello world")
    XCTAssertNil(response.headers["X-Sum"])
  }

  func testABodyWithoutLengthEndsWithTheConnection() async throws {
    let response = try await get {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\n\r\n<html>an error page</html>")
    }
    XCTAssertEqual(response.status, 200)
    XCTAssertEqual(response.body.count, 26)
  }

  func testABodyOfExactlyTheLimitIsAccepted() async throws {
    let response = try await get {
      _ = $0.readRequest()
      $0.answer(body: String(repeating: "x", count: 100_000))
    } change: {
      $0.maximumBodySize = 100_000
    }
    XCTAssertEqual(response.body.count, 100_000)
  }

  func testRedirectsAreAnswersUnlessAskedToBeFollowed() async throws {
    let server = ScriptedServer {
      while let request = $0.readRequest() {
        if request.target == "/new" {
          $0.answer(body: "new")
        } else {
          $0.answer("302 Found", headers: ["Location: /new"])
        }
      }
    }
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/old"))
    let first = try await client.send(request)
    XCTAssertEqual(first.status, 302)
    request.maximumRedirects = 1
    let second = try await client.send(request)
    XCTAssertEqual(second.status, 200)
    XCTAssertEqual(second.headers["Location"], nil)
    XCTAssertEqual(second.body, Array("new".utf8))
  }
}

/// `hello gzip`, compressed.
let gzipAnswer: [UInt8] = {
  let body: [UInt8] = [
    0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0x48, 0xAF,
    0xCA, 0x2C, 0x00, 0x00, 0x19, 0x6A, 0xD2, 0xDF, 0x0A, 0x00, 0x00, 0x00,
  ]
  let head =
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
  return Array(head.utf8) + body
}()
