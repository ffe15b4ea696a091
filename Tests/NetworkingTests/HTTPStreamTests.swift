import Networking
import SystemSupport
import TestSupport
import XCTest

class HTTPStreamTests: XCTestCase {
  /// What carries the requests; the same is expected of both.
  class var carrier: HTTPClientConfiguration.PlainCarrier { .own }

  private lazy var client = HTTPClient.carried(by: Self.carrier)

  override func tearDown() async throws { await client.shutdown() }

  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Kind: watch\r\n\r\n"

  private static func chunk(_ text: String) -> String {
    "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
  }

  private func open(
    _ server: ScriptedServer, bufferSize: Int = 1 << 20,
    change: (inout HTTPRequest) -> Void = { _ in }
  ) async throws -> HTTPStream {
    var request = HTTPRequest("POST", url: server.url("/v3/watch?token=hidden"))
    request.body = Array("{}".utf8)
    change(&request)
    return try await client.open(request, bufferSize: bufferSize)
  }

  /// The error that reading to the end throws; the bytes before it are added to `bytes`.
  private func failure(_ stream: HTTPStream, _ bytes: inout [UInt8]) async -> HTTPError.Code? {
    do {
      while true {
        switch try await stream.next(within: .seconds(20)) {
        case .bytes(let more): bytes += more
        case .silence: XCTFail("silence")
        case .end: return nil
        }
      }
    } catch { return error.code }
  }

  private func expect(_ text: String, of stream: HTTPStream) async throws {
    var bytes: [UInt8] = []
    while bytes.count < text.utf8.count {
      guard case .bytes(let more) = try await stream.next(within: .seconds(20)) else {
        return XCTFail("the stream stopped after `\(String(decoding: bytes, as: UTF8.self))`")
      }
      bytes += more
    }
    XCTAssertEqual(String(decoding: bytes, as: UTF8.self), text)
  }

  // MARK: - failures

  func testAConnectionClosedBeforeTheHeadIsClosed() async {
    let server = ScriptedServer { _ = $0.readRequest() }
    defer { server.stop() }
    do {
      _ = try await open(server)
      XCTFail("opened")
    } catch { XCTAssertEqual((error as? HTTPError)?.code, .closed) }
  }

  func testAStreamCutInTheMiddleOfAChunkHandsOutWhatCameAndIsClosed() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head + "ff\r\n{\"half\":")
    }
    defer { server.stop() }
    let stream = try await open(server)
    var bytes: [UInt8] = []
    let code = await failure(stream, &bytes)
    XCTAssertEqual(code, .closed)
    XCTAssertEqual(String(decoding: bytes, as: UTF8.self), "{\"half\":")
  }

  func testASilentServerIsATimeoutAfterTheIdleTimeout() async throws {
    let gate = Gate()
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head + HTTPStreamTests.chunk("a"))
      gate.wait()
    }
    defer { server.stop() }
    defer { gate.open() }
    let stream = try await open(server) { $0.idleTimeout = .milliseconds(100) }
    var bytes: [UInt8] = []
    let code = await failure(stream, &bytes)
    XCTAssertEqual(code, .timeout)
    XCTAssertEqual(bytes, Array("a".utf8))
  }

  func testTheIdleTimeoutAlsoEndsAWaitForTheHeadAndAWholeAnswer() async {
    let server = ScriptedServer { $0.waitForClose() }
    defer { server.stop() }
    var request = HTTPRequest(url: server.url("/v1?token=hidden"))
    request.idleTimeout = .milliseconds(50)
    for opens in [true, false] {
      do {
        if opens { _ = try await client.open(request) } else { _ = try await client.send(request) }
        XCTFail("answered")
      } catch {
        XCTAssertEqual(error.code, .timeout)
        XCTAssertFalse("\(error)".contains("hidden"))
      }
    }
  }

  func testCancellingTheTaskEndsTheStream() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head)
      $0.waitForClose()
    }
    defer { server.stop() }
    let stream = try await open(server)
    let reading = Task { () -> HTTPError.Code? in
      do throws(HTTPError) {
        _ = try await stream.next(within: .seconds(60))
        return nil
      } catch { return error.code }
    }
    reading.cancel()
    let code = await reading.value
    XCTAssertEqual(code, .cancelled)
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  func testAShutDownEndsTheStream() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head)
      $0.waitForClose()
    }
    defer { server.stop() }
    let stream = try await open(server)
    await client.shutdown()
    var bytes: [UInt8] = []
    let code = await failure(stream, &bytes)
    XCTAssertEqual(code, .shutDown)
  }

  // MARK: - streams

  func testStatusHeadersAndPiecesArriveWhileTheServerGoesOn() async throws {
    let (first, second) = (Gate(), Gate())
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head)
      first.wait()
      $0.send(HTTPStreamTests.chunk("one"))
      second.wait()
      $0.send(HTTPStreamTests.chunk("two") + "0\r\n\r\n")
    }
    defer { server.stop() }
    let stream = try await open(server)
    XCTAssertEqual(stream.status, 200)
    XCTAssertEqual(stream.headers["x-kind"], "watch")
    let silence = try await stream.next(within: .milliseconds(20))
    XCTAssertEqual(silence, .silence)
    first.open()
    try await expect("one", of: stream)
    second.open()
    try await expect("two", of: stream)
    let end = try await stream.next(within: .seconds(20))
    XCTAssertEqual(end, .end)
  }

  func testSignsOfLifePutOffTheIdleTimeout() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head)
      for _ in 0..<20 {
        $0.pause(milliseconds: 50)
        $0.send(HTTPStreamTests.chunk("x"))
      }
      $0.send("0\r\n\r\n")
    }
    defer { server.stop() }
    let stream = try await open(server) { $0.idleTimeout = .milliseconds(800) }
    var bytes: [UInt8] = []
    let code = await failure(stream, &bytes)
    XCTAssertNil(code)
    XCTAssertEqual(bytes.count, 20)
  }

  func testAReaderThatIsSlowMakesTheServerWaitAndLosesNothing() async throws {
    let size = 32 << 20
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
      $0.send([UInt8](repeating: 7, count: size))
      $0.waitForClose()
    }
    defer { server.stop() }
    let stream = try await open(server, bufferSize: 100_000) {
      // Less than the reader takes: its slowness is not the server's silence.
      $0.idleTimeout = .milliseconds(200)
    }
    var count = 0
    var largest = 0
    for round in 0... {
      if round == 3 { _ = await EventLoop.shared.pause(for: .milliseconds(500)) }
      guard case .bytes(let bytes) = try await stream.next(within: .seconds(20)) else { break }
      XCTAssertTrue(bytes.allSatisfy { $0 == 7 })
      count += bytes.count
      largest = max(largest, bytes.count)
    }
    XCTAssertEqual(count, size)
    XCTAssertLessThan(largest, 300_000)
  }

  func testAnErrorPageIsAStreamToo() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.answer("503 Unavailable", body: "no leader")
    }
    defer { server.stop() }
    let stream = try await open(server)
    XCTAssertEqual(stream.status, 503)
    try await expect("no leader", of: stream)
  }

  func testAStreamThatNobodyHoldsIsClosed() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(HTTPStreamTests.head)
      $0.waitForClose()
    }
    defer { server.stop() }
    var stream: HTTPStream? = try await open(server)
    XCTAssertEqual(stream?.status, 200)
    stream = nil
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }
}
