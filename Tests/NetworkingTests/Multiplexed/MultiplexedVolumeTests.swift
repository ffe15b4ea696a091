import Networking
import Synchronization
import TestSupport
import XCTest

/// Many requests at once, over few connections.
final class MultiplexedVolumeTests: MultiplexedTestCase {
  private static let sizes = [0, 1, 16_384, 1 << 20, 20 << 20]

  /// The bytes of a body by their number and its seed.
  private static func body(_ size: Int, seed: UInt32) -> [UInt8] {
    let period = (0..<251).map { UInt8(truncatingIfNeeded: $0 &+ Int(seed)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + period.count)
    while bytes.count < size { bytes += period }
    bytes.removeLast(bytes.count - size)
    return bytes
  }

  /// Answers whatever comes, as much of it side by side as has come.
  private static func serveSideBySide(
    _ connection: FramedConnection, size: (UInt32) -> Int
  ) {
    while let first = connection.request() {
      let streams = [first] + connection.takeWaiting()
      for stream in streams {
        let fields = [(":status", "200"), ("x-size", "\(size(stream))"), ("x-seed", "\(stream)")]
        connection.send(.headers(stream, fields))
      }
      let bodies = streams.map { ($0, body(size($0), seed: $0)) }
      guard connection.send(bodies: bodies) else { return }
    }
  }

  /// Sends requests at once and sees that each has the answer that its headers describe. Returns
  /// how many bytes came.
  private func send(
    _ count: Int, _ request: HTTPRequest, file: StaticString = #filePath, line: UInt = #line
  ) async throws -> Int {
    let answers = try await withThrowingTaskGroup { [client] group in
      for _ in 0..<count { group.addTask { try await client.send(request) } }
      return try await group.reduce(into: [HTTPResponse]()) { $0.append($1) }
    }
    for answer in answers {
      let size = answer.headers["x-size"].flatMap { Int($0) } ?? -1
      let seed = answer.headers["x-seed"].flatMap { UInt32($0) } ?? 0
      XCTAssertTrue(answer.body == Self.body(size, seed: seed), file: file, line: line)
    }
    return answers.reduce(0) { $0 + $1.body.count }
  }

  func testAThousandRequestsGoOverFewConnections() async throws {
    let server = try serve([Frame.Setting.streams: 100]) { connection in
      Self.serveSideBySide(connection) { $0 % 4 == 1 ? 0 : Int($0 % 7) * 3000 }
    }
    let request = try request(server)
    for _ in 0..<2 { _ = try await send(1000, request) }
    XCTAssertEqual(server.requestCount, 2000)
    XCTAssertLessThanOrEqual(server.server.connectionCount, 12)
  }

  func testAnswersOfAllSizesAreInterleaved() async throws {
    let server = try serve { connection in
      Self.serveSideBySide(connection) { Self.sizes[Int($0 / 2) % Self.sizes.count] }
    }
    let bytes = try await send(10, request(server))
    XCTAssertEqual(bytes, 2 * Self.sizes.reduce(0, +))
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testEachRequestGetsItsOwnAnswer() async throws {
    let server = try serve([Frame.Setting.window: 10_000]) { connection in
      while let first = connection.request() {
        let streams = [first] + connection.takeWaiting()
        var bodies: [(UInt32, [UInt8])] = []
        for stream in streams.reversed() {
          guard let body = connection.body(of: stream) else { return }
          connection.send(.good(stream))
          bodies.append((stream, body))
        }
        guard connection.send(bodies: bodies) else { return }
      }
    }
    let request = try request(server)
    try await withThrowingTaskGroup { [client] group in
      for number in 0..<200 {
        group.addTask {
          var request = request
          request.method = "PUT"
          request.body = Self.body(number * 500, seed: UInt32(number))
          let response = try await client.send(request)
          XCTAssertTrue(response.body == request.body)
        }
      }
      try await group.waitForAll()
    }
  }

  func testNoMoreRequestsAreOpenThanTheServerPermits() async throws {
    let largest = Mutex(0)
    let server = try serve([Frame.Setting.streams: 3]) { connection in
      var open: [UInt32] = []
      while let stream = connection.request() {
        open += [stream] + connection.takeWaiting()
        connection.settle()
        open += connection.takeWaiting()
        largest.withLock { [count = open.count] in $0 = max($0, count) }
        while !open.isEmpty { connection.answer(open.removeLast()) }
      }
    }
    let codes = await codes(100, of: try request(server))
    XCTAssertEqual(codes, [nil: 100])
    XCTAssertLessThanOrEqual(largest.withLock { $0 }, 3)
  }

  func testThePermittedNumberChangesMeanwhile() async throws {
    let server = try serve([Frame.Setting.streams: 50]) { connection in
      var number: UInt32 = 1
      while let stream = connection.request() {
        number = number * 7 % 31 + 1
        connection.send(.settings([Frame.Setting.streams: number]))
        connection.answer(stream)
      }
    }
    let codes = await codes(300, of: try request(server))
    XCTAssertEqual(codes, [nil: 300])
    XCTAssertLessThan(server.server.connectionCount, 100)
  }

  func testAServerThatPermitsNothingIsNotAskedByMoreAndMoreConnections() async throws {
    let server = try serve([Frame.Setting.streams: 0]) { $0.drain() }
    var request = try request(server)
    request.deadline = .milliseconds(500)
    let codes = await codes(20, of: request)
    XCTAssertEqual(codes, [.timeout: 20])
    XCTAssertLessThan(server.server.connectionCount, 25)
  }

  func testAServerThatPermitsNothingForAWhileIsAskedThen() async throws {
    let server = try serve([Frame.Setting.streams: 0]) { connection in
      connection.settle()
      connection.send(.settings([Frame.Setting.streams: 10]))
      connection.answerAll()
    }
    let codes = await codes(20, of: try request(server))
    XCTAssertEqual(codes, [nil: 20])
    XCTAssertLessThan(server.server.connectionCount, 25)
  }

  func testSharersAreLimitedWhereTheClientWantsThat() async throws {
    var configuration = HTTPClientConfiguration()
    configuration.sharersPerConnection = 4
    let limited = HTTPClient(configuration: configuration)
    let gate = Gate()
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      gate.wait()
      connection.answer(stream)
      connection.answerAll()
    }
    let request = try request(server)
    let task = Task {
      await withTaskGroup { group in
        for _ in 0..<20 { group.addTask { await limited.failure(of: request)?.code } }
        return await group.reduce(into: Set<HTTPError.Code?>()) { $0.insert($1) }
      }
    }
    let areOpen = await eventually { server.server.connectionCount == 5 }
    XCTAssertTrue(areOpen)
    gate.open()
    let codes = await task.value
    XCTAssertEqual(codes, [nil])
    XCTAssertEqual(server.server.connectionCount, 5)
    await limited.shutdown()
  }
}
