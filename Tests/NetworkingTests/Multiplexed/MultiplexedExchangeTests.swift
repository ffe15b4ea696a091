import Networking
import TestSupport
import XCTest

/// Answers of all forms that HTTP/2 permits.
final class MultiplexedExchangeTests: MultiplexedTestCase {
  private typealias Kind = Frame.Kind
  private typealias Flag = Frame.Flag

  /// These frames are the answer `hello` with a header `x-a: b`.
  private func accept(
    file: StaticString = #filePath, line: UInt = #line,
    _ frames: @escaping @Sendable (UInt32) -> [Frame]
  ) async throws {
    let response = try await get { connection, stream in
      for frame in frames(stream) { connection.send(frame) }
    }
    XCTAssertEqual(response.status, 200, file: file, line: line)
    XCTAssertEqual(response.headers["X-A"], "b", file: file, line: line)
    XCTAssertEqual(response.body, Array("hello".utf8), file: file, line: line)
    XCTAssertTrue(response.isMultiplexed, file: file, line: line)
  }

  private static let hello = Array("hello".utf8)
  private static let block = Frame.block([(":status", "200"), ("x-a", "b")])

  private static func head(_ stream: UInt32) -> Frame {
    Frame(Kind.headers, flags: Flag.endsHeaders, stream: stream, block)
  }

  private static func body(_ stream: UInt32) -> Frame { .data(stream, hello, ends: true) }

  func testABodyComesInPiecesOfAnySize() async throws {
    try await accept { [Self.head($0), Self.body($0)] }
    try await accept { [Self.head($0), .data($0, Self.hello), .data($0, [], ends: true)] }
    try await accept { stream in
      [Self.head(stream), .data(stream, [])] + Self.hello.map { .data(stream, [$0]) }
        + [.data(stream, [], ends: true)]
    }
  }

  func testAHeadComesInPiecesCutAnywhere() async throws {
    for cut in 0...Self.block.count {
      try await accept {
        let rest = Array(Self.block[cut...])
        return [
          Frame(Kind.headers, stream: $0, Array(Self.block[..<cut])),
          Frame(Kind.continuation, stream: $0),
          Frame(Kind.continuation, flags: Flag.endsHeaders, stream: $0, rest), Self.body($0),
        ]
      }
    }
  }

  func testAHeadWithoutABodyInPiecesEndsItsStream() async throws {
    let response = try await get { connection, stream in
      connection.send(
        Frame(Kind.headers, flags: Flag.endsStream, stream: stream, Self.block),
        Frame(Kind.continuation, flags: Flag.endsHeaders, stream: stream))
    }
    XCTAssertEqual(response.headers["x-a"], "b")
    XCTAssertEqual(response.body, [])
  }

  func testPaddingAndPrioritiesAreNoPartOfTheAnswer() async throws {
    let priority: [UInt8] = [0x80, 0, 0, 0, 7]
    try await accept {
      let flags = Flag.endsHeaders | Flag.isPadded | Flag.hasPriority
      return [
        Frame(Kind.headers, flags: flags, stream: $0, [3] + priority + Self.block + [0, 0, 0]),
        Frame(Kind.priority, stream: $0, priority),
        Frame(Kind.data, flags: Flag.isPadded, stream: $0, [0] + Self.hello.prefix(2)),
        Frame(Kind.data, flags: Flag.isPadded, stream: $0, [2, 0, 0]),
        Frame(
          Kind.data, flags: Flag.isPadded | Flag.endsStream, stream: $0,
          [255] + Self.hello.dropFirst(2) + [UInt8](repeating: 0, count: 255)),
      ]
    }
    try await accept {
      [
        Frame(Kind.headers, flags: Flag.endsHeaders | 32, stream: $0, priority + Self.block),
        Self.body($0),
      ]
    }
  }

  func testInterimAnswersAreSkipped() async throws {
    try await accept {
      [
        .headers($0, [(":status", "100")]),
        .headers($0, [(":status", "103"), ("x-a", "early")]),
        .headers($0, [(":status", "103"), ("link", "x")]), Self.head($0), Self.body($0),
      ]
    }
  }

  func testTrailersAreSkipped() async throws {
    try await accept {
      [Self.head($0), .data($0, Self.hello), .headers($0, [("x-a", "late")], ends: true)]
    }
  }

  func testUnknownFramesFlagsAndSettingsAreIgnored() async throws {
    try await accept {
      [
        Frame(99, flags: 255, stream: $0, [1, 2, 3]), Frame(99, flags: 255), Frame(99, stream: 77),
        .settings([999: 7, 0: 0, 8: 1]), .settings([:]),
        Frame(Kind.headers, flags: Flag.endsHeaders | 0x52, stream: $0, Self.block),
        Frame(Kind.data, flags: 0xf0 | Flag.endsStream, stream: $0, Self.hello),
      ]
    }
  }

  func testTheReservedBitOfAStreamIsIgnored() async throws {
    try await accept { [Self.head($0 | 1 << 31), Self.body($0 | 1 << 31)] }
  }

  func testFramesAfterTheEndOfAnAnswerDoNoHarm() async throws {
    let server = try serve { connection in
      while let stream = connection.request() {
        connection.answer(stream)
        connection.send(.window(stream, 10), .reset(stream, Frame.Reason.none))
        connection.send(.window(stream, 10), Frame(Kind.priority, stream: stream, [0, 0, 0, 0, 1]))
      }
    }
    for _ in 0..<20 { _ = try await client.send(request(server)) }
    XCTAssertEqual(server.server.connectionCount, 1)
  }

  func testAnswersWithoutABodyAreComplete() async throws {
    for (method, status, length) in [
      ("HEAD", "200", "1000"), ("GET", "304", "1000"), ("GET", "204", nil), ("DELETE", "204", nil),
    ] {
      for endsWithHead in [true, false] {
        let response = try await get {
          $0.method = method
        } _: { connection, stream in
          let fields = length.map { [("content-length", $0)] } ?? []
          connection.send(.headers(stream, [(":status", status)] + fields, ends: endsWithHead))
          if !endsWithHead { connection.send(.data(stream, [], ends: true)) }
        }
        XCTAssertEqual("\(response.status)", status)
        XCTAssertEqual(response.headers["content-length"], length)
        XCTAssertEqual(response.body, [])
      }
    }
  }

  func testAnErrorsPageIsAnAnswer() async throws {
    let response = try await get { connection, stream in
      connection.answer(stream, status: "503", body: Array("no leader".utf8))
    }
    XCTAssertEqual(response.status, 503)
    XCTAssertEqual(response.body, Array("no leader".utf8))
  }

  func testFieldsKeepTheirOrderAndNumber() async throws {
    let response = try await get { connection, stream in
      connection.answer(
        stream, headers: [("set-cookie", "a=1"), ("x-a", ""), ("set-cookie", "b=2"), ("x-a", "é")])
    }
    XCTAssertEqual(response.headers.values("set-cookie"), ["a=1", "b=2"])
    XCTAssertEqual(response.headers.values("x-a"), ["", "é"])
  }

  func testAHeadOfAHundredThousandBytesIsTaken() async throws {
    let response = try await get { connection, stream in
      let fields = (0..<100).map { ("x-\($0)", String(repeating: "\($0 % 10)", count: 1000)) }
      let block = Frame.block([(":status", "200")] + fields)
      connection.send(Frame(Kind.headers, flags: Flag.endsStream, stream: stream))
      for place in stride(from: 0, to: block.count, by: 16_000) {
        let piece = Array(block[place..<min(place + 16_000, block.count)])
        let flags = place + 16_000 >= block.count ? Flag.endsHeaders : 0
        connection.send(Frame(Kind.continuation, flags: flags, stream: stream, piece))
      }
    }
    XCTAssertEqual(response.headers.fields.count, 100)
    XCTAssertEqual(response.headers["x-77"], String(repeating: "7", count: 1000))
  }

  func testFramesMayArriveByteByByte() async throws {
    let response = try await get { connection, stream in
      let frames = [Frame.ping(3), Self.head(stream), Self.body(stream)]
      for byte in frames.flatMap(\.bytes) { connection.connection.send([byte]) }
    }
    XCTAssertEqual(response.body, Self.hello)
  }

  func testRememberedFieldsAreTakenFromLaterHeads() async throws {
    let server = try serve { connection in
      // The first head has the other end remember two fields, later ones name them by number.
      guard let first = connection.request() else { return }
      let literal: [UInt8] = [0x88, 0x40, 3] + Array("x-a".utf8) + [1, 0x62]
      connection.send(Frame(Kind.headers, flags: 5, stream: first, literal))
      while let stream = connection.request() {
        connection.send(Frame(Kind.headers, flags: 5, stream: stream, [0x88, 0xbe]))
      }
    }
    for _ in 0..<5 {
      let response = try await client.send(request(server))
      XCTAssertEqual(response.status, 200)
      XCTAssertEqual(response.headers["x-a"], "b")
    }
  }

  func testPingsAreAnsweredWithWhatTheyCarry() async throws {
    let server = try serve { connection in
      guard let stream = connection.request() else { return }
      connection.send(.ping(1), Frame(Kind.ping, flags: Flag.acknowledges, .init(1...8)), .ping(2))
      var answers = 0
      while answers < 2 {
        guard let frame = connection.next() else { return }
        if frame.kind == Kind.ping, frame.has(Flag.acknowledges) { answers += 1 }
      }
      connection.answer(stream)
      connection.drain()
    }
    _ = try await client.send(request(server))
    let answers = server.frames.map(\.frame).filter { $0.kind == Kind.ping && $0.has(1) }
    XCTAssertEqual(answers.map(\.payload), [1, 2].map { Array(repeating: $0, count: 8) })
  }

  func testSettingsAreAcknowledged() async throws {
    let server = try serve([Frame.Setting.streams: 10]) { $0.answerAll() }
    _ = try await client.send(request(server))
    let isAcknowledged = await eventually {
      server.frames.contains { $0.frame.kind == Kind.settings && $0.frame.has(Flag.acknowledges) }
    }
    XCTAssertTrue(isAcknowledged)
  }
}
