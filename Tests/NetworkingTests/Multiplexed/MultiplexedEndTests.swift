import Networking
import Synchronization
import TestSupport
import XCTest

/// Streams and connections that servers end: what was not begun is sent again, the rest fails.
final class MultiplexedEndTests: MultiplexedTestCase {
  // MARK: - streams

  func testARefusedStreamIsOpenedAgain() async throws {
    let refused = Mutex(false)
    let server = try serve { connection in
      while let stream = connection.request() {
        let isFirst = refused.withLock { refused in
          defer { refused = true }
          return !refused
        }
        if isFirst {
          connection.send(.reset(stream, Frame.Reason.refused))
        } else {
          connection.answer(stream)
        }
      }
    }
    let response = try await client.send(request(server))
    XCTAssertEqual(response.status, 200)
    XCTAssertEqual(server.requestCount, 2)
  }

  func testAStreamThatIsRefusedForEverIsAnError() async throws {
    let server = try serve { connection in
      while let stream = connection.request() {
        connection.send(.reset(stream, Frame.Reason.refused))
      }
    }
    let error = await failure(of: try request(server))
    XCTAssertTrue([.closed, .protocolViolation].contains(error?.code), "\(error as Any)")
    XCTAssertLessThan(server.requestCount, 20)
  }

  func testAResetStreamIsAnErrorThatNamesItsReason() async throws {
    for (reason, name) in [
      (Frame.Reason.internalError, "INTERNAL_ERROR"), (Frame.Reason.none, "NO_ERROR"),
      (Frame.Reason.enhanceYourCalm, "ENHANCE_YOUR_CALM"), (4_000_000_000, "4000000000"),
    ] {
      let server = try serve { connection in
        guard let stream = connection.request() else { return }
        connection.send(.good(stream), .data(stream, [1]), .reset(stream, reason))
        connection.answerAll()
      }
      let error = await failure(of: try request(server))
      XCTAssertTrue([.closed, .protocolViolation].contains(error?.code), "\(error as Any)")
      XCTAssertTrue(error?.message.contains(name) == true, error?.message ?? "answered")
      // The connection is as good as before.
      _ = try await client.send(request(server))
      XCTAssertEqual(server.server.connectionCount, 1)
    }
  }

  func testAResetAfterTheWholeAnswerIsNone() async throws {
    let server = try serve { connection in
      while let stream = connection.request() {
        // The answer comes before the whole request, whose rest nobody wants.
        connection.answer(stream, status: "413", body: [1, 2, 3])
        connection.send(.reset(stream, Frame.Reason.none))
      }
    }
    for _ in 0..<3 {
      var request = try request(server)
      request.method = "PUT"
      request.body = Array(repeating: 7, count: 1 << 20)
      let response = try await client.send(request)
      XCTAssertEqual(response.status, 413)
      XCTAssertEqual(response.body, [1, 2, 3])
    }
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testAnAnswerThatHasBegunIsNotAskedForAgain() async throws {
    for farewell in [Frame.reset(1, Frame.Reason.refused), .goAway(last: 0)] {
      let server = try serve { connection in
        guard let stream = connection.request() else { return }
        connection.send(.good(stream), .data(stream, [1]), farewell)
        connection.answerAll()
      }
      let error = await failure(of: try request(server))
      XCTAssertEqual(error?.code, .closed)
      XCTAssertEqual(server.requestCount, 1)
    }
  }

  // MARK: - connections

  func testRequestsThatAClosingServerDidNotLookAtAreSentAgain() async throws {
    let server = try serve { connection in
      if connection.number > 0 { return connection.answerAll() }
      guard let streams = connection.requests(10) else { return }
      connection.send(.goAway(last: streams[4]))
      for stream in streams[...4] { connection.answer(stream) }
      connection.drain()
    }
    let codes = await codes(10, of: try request(server))
    XCTAssertEqual(codes, [nil: 10])
    XCTAssertEqual(server.requestCount, 15)
    let isLeft = await eventually { server.server.openConnectionCount == 1 }
    XCTAssertTrue(isLeft, "the connection that the server left is still open")
  }

  func testABodyIsSentAgainWhereTheServerDidNotLookAtIt() async throws {
    let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let received = Mutex<[UInt8]?>(nil)
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      if connection.number == 0 {
        connection.send(.goAway(last: 0))
      } else {
        let body = connection.body(of: stream)
        received.withLock { $0 = body }
        connection.answer(stream)
      }
      connection.drain()
    }
    var request = try request(server)
    request.method = "PUT"
    request.body = body
    _ = try await client.send(request)
    XCTAssertEqual(received.withLock { $0 }, body)
  }

  func testAServerThatOnlySaysGoodbyeIsAnErrorAndNoLoop() async throws {
    let server = try serve { connection in
      guard connection.request() != nil else { return }
      connection.send(.goAway(last: 0))
      connection.drain()
    }
    let error = await failure(of: try request(server))
    XCTAssertTrue([.closed, .protocolViolation].contains(error?.code), "\(error as Any)")
    XCTAssertLessThan(server.server.connectionCount, 20)
  }

  func testAGoodbyeBeforeTheFirstRequestIsNoLoopEither() async throws {
    let server = try serve { connection in
      connection.send(.goAway(last: 0))
      connection.drain()
    }
    let error = await failure(of: try request(server))
    XCTAssertTrue([.closed, .protocolViolation].contains(error?.code), "\(error as Any)")
    XCTAssertLessThan(server.server.connectionCount, 20)
  }

  func testAConnectionThatSaidGoodbyeInARestIsNotUsedAgain() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.answer(stream)
      connection.send(.goAway(last: stream))
      connection.drain()
    }
    for count in 1...5 {
      _ = try await client.send(request(server))
      let isLeft = await eventually { server.server.openConnectionCount == 0 }
      XCTAssertTrue(isLeft)
      XCTAssertEqual(server.server.connectionCount, count)
    }
  }

  func testAGoodbyeInTwoStepsLosesNothing() async throws {
    let server = try serve { connection in
      if connection.number > 0 { return connection.answerAll() }
      guard let streams = connection.requests(3) else { return }
      connection.send(.goAway(last: .max >> 1), .ping(), .goAway(last: streams[1]))
      connection.answer(streams[0])
      connection.answer(streams[1])
      connection.drain()
    }
    let codes = await codes(3, of: try request(server))
    XCTAssertEqual(codes, [nil: 3])
  }

  func testAGoodbyeForAFaultNamesItsReason() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.goAway(last: stream, Frame.Reason.enhanceYourCalm))
    }
    let error = await failure(of: try request(server))
    XCTAssertTrue([.closed, .protocolViolation].contains(error?.code), "\(error as Any)")
    XCTAssertTrue(error?.message.contains("ENHANCE_YOUR_CALM") == true, "\(error as Any)")
  }

  func testAConnectionThatEndsInTheMiddleClosesAllItsStreams() async throws {
    for isReset in [false, true] {
      let server = try serve { connection in
        if connection.number > 0 { return connection.answerAll() }
        guard let streams = connection.requests(20) else { return }
        for stream in streams { connection.send(.good(stream), .data(stream, [1])) }
        connection.settle()
        if isReset { connection.connection.reset() }
      }
      let codes = await codes(20, of: try request(server))
      XCTAssertEqual(codes, [.closed: 20])
      let response = try await client.send(request(server))
      XCTAssertEqual(response.status, 200)
      XCTAssertEqual(server.server.connectionCount, 2)
    }
  }

  func testAConnectionThatEndsWithoutTheGoodbyeOfTLSIsClosed() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.good(stream), .data(stream, [1]))
      connection.connection.skipGoodbye()
    }
    let error = await failure(of: try request(server))
    XCTAssertEqual(error?.code, .closed, "\(error as Any)")
  }

  func testAConnectionThatEndsBeforeAnyAnswerIsClosed() async throws {
    let server = try serve { _ = $0.request() }
    let error = await failure(of: try request(server))
    XCTAssertEqual(error?.code, .closed, "\(error as Any)")
    XCTAssertLessThan(server.server.connectionCount, 4)
  }

  func testARequestIsSentAgainWhereAKeptConnectionEndsBeforeItsAnswer() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.answer(stream)
      // The second request finds the connection kept, and the server leaving.
      _ = connection.request()
    }
    for _ in 0..<5 {
      let response = try await client.send(request(server))
      XCTAssertEqual(response.status, 200)
    }
  }

  func testARequestThatChangesSomethingIsNotSentTwice() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.answer(stream)
      _ = connection.request()
    }
    _ = try await client.send(request(server))
    var post = try request(server)
    post.method = "POST"
    post.body = [1]
    let error = await failure(of: post)
    XCTAssertEqual(error?.code, .closed, "\(error as Any)")
    XCTAssertEqual(server.requestCount, 2)
  }
}
