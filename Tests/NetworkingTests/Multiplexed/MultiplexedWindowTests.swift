import Networking
import Synchronization
import TestSupport
import XCTest

/// Bodies in both directions within the windows that each end gives the other.
final class MultiplexedWindowTests: MultiplexedTestCase {
  private static func bytes(_ count: Int, seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &+ seed) }
  }

  /// Sends a megabyte to a server that runs `script` and then gives room as the body arrives, and
  /// expects all of it there.
  private func upload(
    _ settings: KeyValuePairs<UInt16, UInt32> = [:], file: StaticString = #filePath,
    line: UInt = #line, _ script: @escaping @Sendable (FramedConnection, UInt32) -> Void
  ) async throws {
    let body = Self.bytes(1 << 20)
    let received = Mutex<[UInt8]?>(nil)
    let server = try serve(settings) { connection in
      guard let stream = connection.request() else { return }
      script(connection, stream)
      guard let body = connection.body(of: stream) else { return }
      received.withLock { $0 = body }
      connection.answer(stream)
      connection.drain()
    }
    var request = try request(server)
    request.method = "PUT"
    request.body = body
    let response = try await client.send(request)
    XCTAssertEqual(response.status, 200, file: file, line: line)
    XCTAssertTrue(received.withLock { $0 } == body, "another body arrived", file: file, line: line)
  }

  // MARK: - requests' bodies

  func testABodyGoesThroughWindowsOfAnySize() async throws {
    try await upload { _, _ in }
    try await upload([Frame.Setting.window: 1 << 20]) { _, _ in }
    try await upload([Frame.Setting.window: 1000]) { _, _ in }
    try await upload([Frame.Setting.frameSize: 1 << 20]) { _, _ in }
  }

  func testABodyWaitsForAWindowThatBeganWithNothing() async throws {
    try await upload([Frame.Setting.window: 0]) { connection, stream in
      connection.settle()
      for size in 1...50 { connection.send(.window(stream, UInt32(size))) }
      connection.send(.settings([Frame.Setting.window: 70_000]))
    }
  }

  /// A body of so many bytes arrives whole at a server that gives windows as the script says.
  private func arrives(
    _ count: Int, _ settings: KeyValuePairs<UInt16, UInt32> = [:],
    file: StaticString = #filePath, line: UInt = #line,
    _ script: @escaping @Sendable (FramedConnection, UInt32) -> Void
  ) async throws {
    let received = Mutex<[UInt8]?>(nil)
    let server = try serve(settings) { connection in
      guard let stream = connection.request() else { return }
      connection.givesWindow = false
      script(connection, stream)
      let body = connection.body(of: stream)
      received.withLock { $0 = body }
      connection.answer(stream)
    }
    var request = try request(server)
    request.method = "PUT"
    request.body = Self.bytes(count)
    _ = try await client.send(request)
    XCTAssertTrue(received.withLock { $0 } == request.body, file: file, line: line)
  }

  func testAWindowGrowsInTheSmallestSteps() async throws {
    try await arrives(70_000, [Frame.Setting.window: 69_000]) { connection, stream in
      for _ in 0..<4465 { connection.send(.window(0, 1)) }
      for _ in 0..<1000 { connection.send(.window(stream, 1)) }
    }
  }

  func testAWindowMayFallBelowNothing() async throws {
    try await arrives(100_000) { connection, stream in
      // All of the first window arrives; then it shrinks to far less than what was sent.
      connection.settle()
      connection.send(.settings([Frame.Setting.window: 100]), .window(0, 100_000))
      connection.settle()
      // Room for nothing: the window is still below zero.
      connection.send(.window(stream, 60_000))
      connection.settle()
      connection.send(.window(stream, 60_000))
    }
  }

  func testABodyThatMustWaitHoldsNoOtherRequestUp() async throws {
    let gate = Gate()
    let server = try serve([Frame.Setting.window: 10]) { connection in
      connection.givesWindow = false
      guard let first = connection.request(), let second = connection.request() else { return }
      connection.answer(second)
      gate.wait()
      connection.send(.window(first, 100_000), .window(0, 100_000))
      guard connection.body(of: first) != nil else { return }
      connection.answer(first)
      connection.drain()
    }
    var put = try request(server)
    put.method = "PUT"
    put.body = Self.bytes(100_000)
    let uploading = Task { [client] in try await client.send(put) }
    let hasArrived = await eventually { server.requestCount == 1 }
    XCTAssertTrue(hasArrived)
    let response = try await client.send(request(server))
    XCTAssertEqual(response.status, 200)
    gate.open()
    _ = try await uploading.value
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testAnEmptyBodyIsOneToo() async throws {
    for method in ["PUT", "POST", "DELETE"] {
      let received = Mutex<[UInt8]?>(nil)
      let server = try serve { connection in
        guard let stream = connection.request() else { return }
        let body = connection.body(of: stream)
        received.withLock { $0 = body }
        connection.answer(stream)
      }
      var request = try request(server)
      request.method = method
      request.body = []
      _ = try await client.send(request)
      XCTAssertEqual(received.withLock { $0 }, [])
    }
  }

  // MARK: - answers' bodies

  func testABodyAboveTheLimitEndsOnlyItsRequest() async throws {
    let server = try serve { connection in
      guard let streams = connection.requests(2) else { return }
      connection.send(.good(streams[0]), .good(streams[1]))
      connection.send(bodies: streams.map { ($0, Self.bytes(500_000)) })
      connection.answerAll()
    }
    var small = try request(server)
    small.maximumBodySize = 499_999
    var large = try request(server)
    large.maximumBodySize = 500_000
    let failing = Task { [client, small] in await client.failure(of: small)?.code }
    let response = try await client.send(large)
    XCTAssertTrue(response.body == Self.bytes(500_000))
    let code = await failing.value
    XCTAssertEqual(code, .tooLarge)
    _ = try await client.send(request(server))
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testAnAnnouncedLengthAboveTheLimitNeedNoBody() async throws {
    try await check(.tooLarge) {
      $0.maximumBodySize = 1000
    } _: { connection, stream in
      connection.answer(
        stream, headers: [("content-length", "2000")], body: Self.bytes(2000))
    }
  }

  func testAServerMayNotSendMoreThanItsWindows() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.good(stream))
      let piece = [UInt8](repeating: 0, count: 16_384)
      for _ in 0..<(1 << 30) / 16_384 {
        guard connection.send(data: piece, on: stream) else { return }
      }
    }
    let stream = try await client.open(request(server), bufferSize: 10_000)
    XCTAssertEqual(stream.status, 200)
    let isEnded = await eventually { server.server.openConnectionCount == 0 }
    XCTAssertTrue(isEnded, "the server goes on and on")
  }

  func testASlowReaderMakesItsServerWaitAndNobodyElse() async throws {
    let sent = Mutex(0)
    let server = try serve { connection in
      guard let slow = connection.request() else { return }
      connection.send(.good(slow))
      var others: [UInt32] = []
      while true {
        let size = min(16_384, connection.window, connection.room(on: slow))
        if size > 0 {
          guard connection.send(data: .init(repeating: 7, count: size), on: slow) else { return }
          sent.withLock { $0 += size }
        } else if let stream = connection.request() {
          others.append(stream)
          connection.answer(stream, body: Self.bytes(300_000))
        } else {
          return
        }
      }
    }
    let stream = try await client.open(request(server), bufferSize: 10_000)
    for _ in 0..<20 {
      let response = try await client.send(request(server))
      XCTAssertTrue(response.body == Self.bytes(300_000))
    }
    XCTAssertLessThan(sent.withLock { $0 }, 4 << 20)
    XCTAssertEqual(server.server.connectionCount, 1)
    stream.cancel()
  }

  func testAStreamThatIsReadOnLosesNothing() async throws {
    let size = 8 << 20
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.answer(stream, body: Self.bytes(size))
      connection.drain()
    }
    let stream = try await client.open(request(server), bufferSize: 50_000)
    var body: [UInt8] = []
    while case .bytes(let bytes) = try await stream.next(within: .seconds(20)) {
      // What the server may send at most besides, before it hears that nobody reads.
      XCTAssertLessThan(bytes.count, 2 << 20)
      body += bytes
    }
    XCTAssertTrue(body == Self.bytes(size))
  }

  func testWhatIsLeftOfACancelledStreamGivesItsRoomBack() async throws {
    let body = Self.bytes(1 << 20)
    let server = try serve { connection in
      while let stream = connection.request() {
        connection.send(.good(stream))
        connection.send(bodies: [(stream, body)])
      }
    }
    for _ in 0..<30 {
      let stream = try await client.open(request(server), bufferSize: 1000)
      stream.cancel()
    }
    let response = try await client.send(request(server))
    XCTAssertTrue(response.body == body)
    XCTAssertEqual(server.server.connectionCount, 1)
  }
}
