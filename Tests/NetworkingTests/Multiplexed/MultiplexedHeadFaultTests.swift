import Networking
import TestSupport
import XCTest

/// Heads and bodies that contradict HTTP: the request fails, and the next one is served.
final class MultiplexedHeadFaultTests: MultiplexedTestCase {
  /// An answer of these fields, and perhaps a body, is refused.
  private func refuse(
    _ fields: [(String, String)], body: String? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) async throws {
    try await check(.protocolViolation, file: file, line: line) { connection, stream in
      connection.send(.headers(stream, fields, ends: body == nil))
      if let body { connection.send(.data(stream, Array(body.utf8), ends: true)) }
    }
  }

  func testAnAnswerHasOneStatusOfThreeDigits() async throws {
    try await refuse([])
    try await refuse([("x-a", "b")])
    try await refuse([(":status", "200"), (":status", "200")])
    for status in ["", "2", "20", "2000", "2x0", "-20", " 200", "200 OK"] {
      try await refuse([(":status", status)])
    }
  }

  func testPseudoFieldsStandFirstAndAreKnown() async throws {
    try await refuse([("x-a", "b"), (":status", "200")])
    try await refuse([(":status", "200"), (":path", "/")])
    try await refuse([(":status", "200"), (":unknown", "1")])
    try await refuse([(":method", "GET")])
  }

  func testNamesAreLowerCaseTokens() async throws {
    for name in ["X-Upper", "x Y", "", "x:y", "x\r\ny", "x\0"] {
      try await refuse([(":status", "200"), (name, "b")])
    }
  }

  func testValuesHoldNoLineEnds() async throws {
    for value in ["a\r\nX-Injected: 1", "a\nb", "a\0b", "\r"] {
      try await refuse([(":status", "200"), ("x-a", value)])
    }
  }

  func testFieldsOfAConnectionBelongToHTTP1() async throws {
    try await refuse([(":status", "200"), ("connection", "close")])
    try await refuse([(":status", "200"), ("transfer-encoding", "chunked")])
  }

  func testALengthMustHold() async throws {
    try await refuse([(":status", "200"), ("content-length", "5")], body: "four")
    try await refuse([(":status", "200"), ("content-length", "3")], body: "four")
    try await refuse([(":status", "200"), ("content-length", "1")])
    try await refuse([(":status", "200"), ("content-length", "x")], body: "four")
    try await refuse([(":status", "200"), ("content-length", "-4")], body: "four")
    try await refuse(
      [(":status", "200"), ("content-length", "18446744073709551620")], body: "four")
    try await refuse(
      [(":status", "200"), ("content-length", "4"), ("content-length", "5")], body: "four")
  }

  func testPackedBodiesAreNotTakenForWhatTheyHold() async throws {
    for encoding in ["gzip", "br", "gzip, identity"] {
      try await refuse([(":status", "200"), ("content-encoding", encoding)], body: "packed")
    }
  }

  func testABodyFollowsAHead() async throws {
    try await check(.protocolViolation) { connection, stream in
      connection.send(.data(stream, [1], ends: true))
    }
  }

  func testAnInterimAnswerIsFollowedByTheAnswer() async throws {
    try await refuse([(":status", "100")])
    try await check(.protocolViolation) { connection, stream in
      connection.send(.headers(stream, [(":status", "103")]), .data(stream, [1], ends: true))
    }
  }

  func testTrailersEndTheAnswerAndHoldNoPseudoFields() async throws {
    try await check(.protocolViolation) { connection, stream in
      connection.send(
        .good(stream), .headers(stream, [("x-a", "b")]), .data(stream, [1], ends: true))
    }
    try await check(.protocolViolation) { connection, stream in
      connection.send(.good(stream), .headers(stream, [(":status", "200")], ends: true))
    }
  }

  func testPackedFieldsThatCannotBeUnpackedAreRefused() async throws {
    let good = Frame.block([(":status", "200")])
    let blocks: [[UInt8]] = [
      [0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xbf], [0xff, 0x80, 0x80],
      good + [0], good + [0, 5, 0x61], good + [0, 1, 0x61, 9, 0x62],
      good + [0, 0x81, 0x00, 1, 0x62], good + [0, 0x84, 0xff, 0xff, 0xff, 0xff, 1, 0x62],
      [0x3f, 0xff, 0xff, 0xff, 0x0f] + good, good + [0x20],
    ]
    for block in blocks {
      try await check(.protocolViolation) { connection, stream in
        connection.send(Frame(Frame.Kind.headers, flags: 5, stream: stream, block))
      }
    }
  }

  func testAHeadAboveTheLimitIsTooLarge() async throws {
    try await check(.tooLarge, .protocolViolation) { connection, stream in
      let long = String(repeating: "y", count: 16_000)
      connection.send(Frame(Frame.Kind.headers, stream: stream, Frame.block([(":status", "200")])))
      for _ in 0..<100 {
        let block = Frame.block([("x-long", long)])
        guard connection.send(Frame(Frame.Kind.continuation, stream: stream, block)) else { return }
      }
    }
  }

  func testManySmallFieldsOfAFewBytesEachAreTooLarge() async throws {
    // One indexed field is one byte on the way and dozens in memory.
    try await check(.tooLarge, .protocolViolation) { connection, stream in
      let block =
        Frame.block([(":status", "200")]) + [0x40, 1, 0x61, 0x7f, 0x81, 0x1e]
        + Array(repeating: 0x62, count: 4000)
      connection.send(Frame(Frame.Kind.headers, stream: stream, block))
      let bomb = Frame(
        Frame.Kind.continuation, stream: stream, Array(repeating: 0xbe, count: 16_000))
      for _ in 0..<20 { guard connection.send(bomb) else { return } }
    }
  }
}
