import Networking
import TestSupport
import XCTest

/// Waits that end by deadlines and by the silence of servers.
final class MultiplexedWaitTests: MultiplexedTestCase {
  private static let deadline: @Sendable (inout HTTPRequest) -> Void = {
    $0.deadline = .milliseconds(150)
  }

  func testADeadlineEndsAWaitForTheHeadAndItsStreamOnly() async throws {
    try await check(.timeout, change: Self.deadline) { _, _ in }
    try await check(.timeout) {
      $0.idleTimeout = .milliseconds(100)
    } _: { _, _ in
    }
  }

  func testADeadlineEndsAWaitForTheBody() async throws {
    try await check(.timeout, change: Self.deadline) { $0.send(.good($1), .data($1, [1])) }
    try await check(.timeout) {
      $0.idleTimeout = .milliseconds(100)
    } _: {
      $0.send(.good($1), .data($1, [1]))
    }
  }

  func testADeadlineEndsAWaitForRoomForTheRequestsBody() async throws {
    for window: UInt32 in [0, 1000] {
      try await check(.timeout, settings: [Frame.Setting.window: window]) {
        $0.method = "PUT"
        $0.body = Array(repeating: 7, count: 100_000)
        $0.deadline = .milliseconds(150)
      } _: { connection, _ in
        connection.givesWindow = false
      }
    }
  }

  func testADeadlineOfNothingIsOver() async throws {
    try await check(.timeout) {
      $0.deadline = .zero
    } _: { connection, stream in
      connection.answer(stream)
    }
  }

  func testAHeadMustArriveWithinItsLimit() async throws {
    let server = try serve { connection in
      guard let stream = connection.request(), connection.resetReason(of: stream) != nil
      else { return }
      connection.answerAll()
    }
    let request = try request(server)
    do throws(HTTPError) {
      _ = try await client.open(request, headWithin: .milliseconds(100))
      XCTFail("opened")
    } catch { XCTAssertEqual(error.code, .timeout, error.message) }
    _ = try await client.send(request)
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testADeadlineHoldsWhileAHeadDripsAndPingsCome() async throws {
    try await check(.timeout, change: Self.deadline) { connection, stream in
      connection.send(Frame(Frame.Kind.headers, stream: stream, [0, 3]))
      connection.connection.pause(milliseconds: 300)
      connection.send(
        Frame(
          Frame.Kind.continuation, flags: 4, stream: stream,
          Array("x-a".utf8) + [1, 0x62]))
    }
    try await check(.timeout) {
      $0.idleTimeout = .milliseconds(150)
    } _: { connection, _ in
      for _ in 0..<10 {
        connection.connection.pause(milliseconds: 50)
        connection.send(.ping())
      }
    }
  }

  func testSignsOfLifeOfTheBodyPutOffTheIdleTimeout() async throws {
    let response = try await get {
      $0.idleTimeout = .milliseconds(800)
    } _: { connection, stream in
      connection.send(.good(stream))
      for _ in 0..<20 {
        connection.connection.pause(milliseconds: 50)
        connection.send(.data(stream, [1]))
      }
      connection.send(.data(stream, [], ends: true))
    }
    XCTAssertEqual(response.body.count, 20)
  }

  func testADeadlineEndsAHandshakeThatIsNotAnswered() async throws {
    let silent = try SilentListener()
    for limit in [\HTTPRequest.deadline, \.connectTimeout] {
      var request = HTTPRequest(url: "https://127.0.0.1:\(silent.port)/?token=sesame")
      request[keyPath: limit] = .milliseconds(100)
      let error = await failure(of: request)
      XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
    }
  }

  func testAHandshakeThatIsNotAnsweredDelaysNoLaterRequest() async throws {
    let server = try serve(deafConnections: 2) { $0.answerAll() }
    for limit in [\HTTPRequest.deadline, \.connectTimeout] {
      var impatient = try request(server)
      impatient[keyPath: limit] = .milliseconds(100)
      let error = await failure(of: impatient)
      XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
    }
    var request = try request(server)
    request.deadline = .seconds(5)
    _ = try await client.send(request)
    let areGone = await eventually { server.server.openConnectionCount == 1 }
    XCTAssertTrue(areGone)
  }

  func testADeadlineEndsAWaitForTheServersSettings() async throws {
    let server = ScriptedServer(security: try ServerTLS(Self.sharedAuthority())) {
      $0.waitForClose()
    }
    defer { server.stop() }
    var request = try request(server)
    request.deadline = .milliseconds(100)
    let error = await failure(of: request)
    XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
  }

  func testRequestsAboveTheServersLimitWaitAndKeepTheirDeadlines() async throws {
    let gate = Gate()
    let server = try serve([Frame.Setting.streams: 1]) { connection in
      guard let first = connection.request() else { return }
      gate.wait()
      connection.answer(first)
      connection.answerAll()
    }
    var configuration = HTTPClientConfiguration()
    configuration.maximumConnectionsPerHost = 1
    let client = HTTPClient(configuration: configuration)
    let request = try request(server)
    let first = Task { try await client.send(request) }
    let hasArrived = await eventually { server.requestCount == 1 }
    XCTAssertTrue(hasArrived)
    var impatient = request
    impatient.deadline = .milliseconds(50)
    let error = await client.failure(of: impatient)
    XCTAssertEqual(error?.code, .timeout)
    let second = Task { try await client.send(request) }
    gate.open()
    _ = try await first.value
    _ = try await second.value
    XCTAssertEqual(server.server.connectionCount, 1)
    await client.shutdown()
  }

  func testADeadlineEndsNoOtherWaitOnItsConnection() async throws {
    let server = try serve { connection in
      guard let slow = connection.request(), let quick = connection.request(),
        connection.resetReason(of: quick) != nil
      else { return }
      connection.answer(slow)
      connection.answerAll()
    }
    let patient = try request(server)
    let waiting = Task { [client] in await client.failure(of: patient) }
    let hasArrived = await eventually { server.requestCount == 1 }
    XCTAssertTrue(hasArrived)
    var impatient = patient
    impatient.deadline = .milliseconds(100)
    let error = await failure(of: impatient)
    XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
    let other = await waiting.value
    XCTAssertNil(other, other?.message ?? "")
    XCTAssertEqual(server.requestCount, 2)
  }

  func testWhatWasJustSentLeavesAConnectionWhoseServerStaysSilent() async throws {
    let gate = Gate()
    let server = try serve { connection in
      guard connection.number == 0 else { return connection.answerAll() }
      guard connection.requests(2) != nil else { return }
      gate.wait()
    }
    defer { gate.open() }
    let patient = try request(server)
    let waiting = Task { [client] in await client.failure(of: patient) }
    let hasArrived = await eventually { server.requestCount == 1 }
    XCTAssertTrue(hasArrived)
    var impatient = patient
    impatient.deadline = .milliseconds(100)
    impatient.connectTimeout = .milliseconds(100)
    let error = await failure(of: impatient)
    XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
    let other = await waiting.value
    XCTAssertNil(other, other?.message ?? "")
    XCTAssertEqual(server.server.connectionCount, 2)
  }

  func testRequestsDoNotPileUpOnAConnectionThatWentSilent() async throws {
    let gate = Gate()
    let server = try serve { connection in
      guard connection.number == 0 else { return connection.answerAll() }
      guard let stream = connection.request() else { return }
      connection.answer(stream)
      gate.wait()
    }
    defer { gate.open() }
    _ = try await client.send(request(server))
    var impatient = try request(server)
    impatient.deadline = .milliseconds(200)
    let error = await failure(of: impatient)
    XCTAssertEqual(error?.code, .timeout, "\(error as Any)")
    for _ in 0..<5 {
      let late = await failure(of: impatient)
      XCTAssertNil(late, late?.message ?? "")
    }
    XCTAssertEqual(server.server.connectionCount, 2)
  }
}
