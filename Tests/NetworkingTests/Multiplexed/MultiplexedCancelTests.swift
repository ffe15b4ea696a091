import Networking
import Synchronization
import TestSupport
import XCTest

/// Requests and clients that are given up: the server hears of it, and the connection lives on.
final class MultiplexedCancelTests: MultiplexedTestCase {
  private func cancel(
    _ request: HTTPRequest, when isReady: @escaping @Sendable () -> Bool,
    file: StaticString = #filePath, line: UInt = #line
  ) async {
    let task = Task { [client] in await client.failure(of: request) }
    let hasArrived = await eventually { isReady() }
    XCTAssertTrue(hasArrived, file: file, line: line)
    task.cancel()
    let error = await task.value
    XCTAssertEqual(error?.code, .cancelled, "\(error as Any)", file: file, line: line)
  }

  func testACancelledRequestIsNotSent() async throws {
    let server = try serve { $0.answerAll() }
    let request = try request(server)
    let task = Task { [client] in
      withUnsafeCurrentTask { $0?.cancel() }
      return await client.failure(of: request)
    }
    let error = await task.value
    XCTAssertEqual(error?.code, .cancelled)
    XCTAssertEqual(server.requestCount, 0)
  }

  func testAHandshakeIsCancelled() async throws {
    let hasBegun = Mutex(false)
    let server = ScriptedServer { connection in
      _ = connection.readByte()
      hasBegun.withLock { $0 = true }
      connection.waitForClose()
    }
    defer { server.stop() }
    var request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/")
    request.deadline = .seconds(20)
    await cancel(request) { hasBegun.withLock { $0 } }
    let isClosed = await eventually { server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  func testACancelledStreamIsResetAndItsConnectionLivesOn() async throws {
    for sendsHead in [false, true] {
      let server = try serve { connection in
        guard let stream = connection.request() else { return }
        if sendsHead { connection.send(.good(stream), .data(stream, [1])) }
        connection.answerAll()
      }
      await cancel(try request(server)) { server.requestCount == 1 }
      let response = try await client.send(request(server))
      XCTAssertEqual(response.status, 200)
      XCTAssertEqual(server.server.connectionCount, 1)
      XCTAssertEqual(server.resetReasons, [Frame.Reason.cancelled])
    }
  }

  func testWhatArrivesForACancelledStreamIsDropped() async throws {
    let server = try serve { connection in
      guard let stream = connection.request(), connection.resetReason(of: stream) != nil
      else { return }
      connection.send(
        .good(stream), .data(stream, Array(repeating: 0, count: 10_000)), .window(stream, 5),
        .headers(stream, [("x-a", "trailer")], ends: true))
      connection.send(.reset(stream, Frame.Reason.none))
      connection.answerAll()
    }
    await cancel(try request(server)) { server.requestCount == 1 }
    for _ in 0..<3 { _ = try await client.send(request(server)) }
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testAThousandCancelledRequestsAreReset() async throws {
    let server = try serve([Frame.Setting.streams: 1000]) { connection in connection.drain() }
    let request = try request(server)
    let task = Task { [client] in
      await withTaskGroup { group in
        for _ in 0..<1000 { group.addTask { await client.failure(of: request)?.code } }
        return await group.reduce(into: Set<HTTPError.Code?>()) { $0.insert($1) }
      }
    }
    let haveArrived = await eventually { server.requestCount == 1000 }
    XCTAssertTrue(haveArrived)
    task.cancel()
    let codes = await task.value
    XCTAssertEqual(codes, [.cancelled])
    let areReset = await eventually { server.resetReasons.count == 1000 }
    XCTAssertTrue(areReset)
  }

  func testAStreamThatNobodyHoldsIsReset() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.good(stream))
      connection.drain()
    }
    var stream: HTTPStream? = try await client.open(request(server))
    XCTAssertEqual(stream?.status, 200)
    stream = nil
    let isReset = await eventually { server.resetReasons == [Frame.Reason.cancelled] }
    XCTAssertTrue(isReset)
    XCTAssertEqual(server.server.openConnectionCount, 1)
  }

  // MARK: - the end of the client

  func testAShutdownEndsWaitsStreamsAndConnections() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.good(stream))
      connection.drain()
    }
    let stream = try await client.open(request(server))
    let request = try request(server)
    let waiting = Task { [client] in await client.failure(of: request)?.code }
    let hasArrived = await eventually { server.requestCount == 2 }
    XCTAssertTrue(hasArrived)
    await client.shutdown()
    let code = await waiting.value
    XCTAssertEqual(code, .shutDown)
    do {
      _ = try await stream.next(within: .seconds(20))
      XCTFail("the stream goes on")
    } catch { XCTAssertEqual(error.code, .shutDown) }
    let late = await failure(of: request)
    XCTAssertEqual(late?.code, .shutDown)
    let isClosed = await eventually { server.server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }

  func testAClientThatNobodyHoldsClosesItsConnections() async throws {
    let server = try serve { $0.answerAll() }
    var client: HTTPClient? = HTTPClient()
    _ = try await client?.send(request(server))
    XCTAssertEqual(server.server.openConnectionCount, 1)
    client = nil
    let isClosed = await eventually { server.server.openConnectionCount == 0 }
    XCTAssertTrue(isClosed)
  }
}
