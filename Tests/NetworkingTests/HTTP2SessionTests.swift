import XCTest

@testable import Networking

final class HTTP2SessionTests: XCTestCase {
  private typealias Frames = ServerFrames
  private typealias Kind = HTTP2Frame.Kind
  private typealias Flag = HTTP2Frame.Flag

  /// What the bytes come to for a session with one stream.
  private func check(
    _ bytes: [UInt8]..., comesTo expected: String, settings: [(UInt16, UInt32)] = [],
    streams: Int = 1, isHead: Bool = false, line: UInt = #line
  ) {
    var conversation = HTTP2Conversation(settings: settings, streams: streams, isHead: isHead)
    XCTAssertEqual(
      conversation.receive(bytes.flatMap { $0 }, line: line), expected, line: line)
  }

  private func check(_ bytes: [UInt8]..., refused reason: String, line: UInt = #line) {
    var conversation = HTTP2Conversation()
    XCTAssertEqual(
      conversation.receive(bytes.flatMap { $0 }, line: line), "protocolViolation: \(reason)",
      line: line)
  }

  private let ok: [UInt8] = Frames.headers(1, [":status": "200"])

  // MARK: the connection is in doubt

  func testAServerThatDoesNotBeginWithItsSettingsIsRefused() {
    for first in [
      Array("HTTP/1.1 400 Bad Request\r\n".utf8), Frames.window(0, 1), ok,
      Frames.frame(Kind.settings, Flag.acknowledgement),
      Frames.frame(Kind.ping, 0, 0, Array(repeating: 0, count: 8)),
    ] {
      var session = HTTP2Session()
      XCTAssertThrowsError(try first.withUnsafeBytes { try session.receive($0) }) {
        XCTAssertEqual(($0 as? AnswerFault)?.code, .protocolViolation)
      }
      XCTAssertFalse(session.hasSettled)
    }
  }

  func testFramesOutOfPlaceAreRefused() {
    func reason(_ kind: UInt8) -> String {
      "a frame of kind \(kind) that is out of place or of a wrong size"
    }
    check(Frames.data(0, "x"), refused: reason(0))
    check(Frames.headers(0, [":status": "200"]), refused: reason(1))
    check(Frames.frame(Kind.priority, 0, 0, [0, 0, 0, 0, 0]), refused: reason(2))
    check(Frames.frame(Kind.priority, 0, 1, [0, 0, 0, 0]), refused: reason(2))
    check(Frames.reset(0, 0), refused: reason(3))
    check(Frames.frame(Kind.reset, 0, 1, [0, 0, 0]), refused: reason(3))
    check(Frames.frame(Kind.settings, 0, 1), refused: reason(4))
    check(Frames.frame(Kind.settings, 0, 0, [0, 1, 0, 0, 0]), refused: reason(4))
    check(Frames.frame(Kind.settings, 1, 0, [0, 1, 0, 0, 0, 0]), refused: reason(4))
    check(Frames.frame(Kind.pushPromise, 4, 1, [0, 0, 0, 2, 0x82]), refused: reason(5))
    check(Frames.frame(Kind.ping, 0, 1, [1, 2, 3, 4, 5, 6, 7, 8]), refused: reason(6))
    check(Frames.frame(Kind.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7]), refused: reason(6))
    check(Frames.frame(Kind.goAway, 0, 1, [0, 0, 0, 0, 0, 0, 0, 0]), refused: reason(7))
    check(Frames.frame(Kind.goAway, 0, 0, [0, 0, 0, 0, 0, 0, 0]), refused: reason(7))
    check(Frames.frame(Kind.windowUpdate, 0, 0, [0, 0, 1]), refused: reason(8))
    check(Frames.frame(Kind.continuation, 4, 0), refused: reason(9))
  }

  func testFramesForStreamsThatWereNotOpenedAreRefused() {
    let reason = "a frame for a stream that was not opened"
    check(Frames.headers(3, [":status": "200"]), refused: reason)
    check(Frames.headers(2, [":status": "200"]), refused: reason)
    check(Frames.data(3, "x"), refused: reason)
    check(Frames.reset(3, 0), refused: reason)
    check(Frames.window(3, 1), refused: reason)
  }

  func testAFrameThatIsTooLargeIsRefused() {
    check(
      [0x00, 0x40, 0x01, Kind.data, 0, 0, 0, 0, 1],
      refused: "a frame of 16385 bytes, at most 16384 are allowed")
    check(
      [0xFF, 0xFF, 0xFF, 0xEE, 0, 0, 0, 0, 1],
      refused: "a frame of 16777215 bytes, at most 16384 are allowed")
  }

  func testMorePaddingThanRoomIsRefused() {
    let reason = "a frame has more padding than room"
    check(Frames.frame(Kind.data, Flag.padded, 1), refused: reason)
    check(Frames.frame(Kind.data, Flag.padded, 1, [1]), refused: reason)
    check(Frames.frame(Kind.data, Flag.padded, 1, [2, 0]), refused: reason)
    check(Frames.frame(Kind.headers, Flag.padded | 4, 1), refused: reason)
    check(Frames.frame(Kind.headers, Flag.padded | 4, 1, [2, 0x88]), refused: reason)
    check(Frames.frame(Kind.headers, Flag.priority | 4, 1, [0, 0, 0, 0]), refused: reason)
    check(
      Frames.frame(Kind.headers, Flag.padded | Flag.priority | 4, 1, [1, 0, 0, 0, 0, 0]),
      refused: reason)
  }

  func testInterruptedHeadersAreRefused() {
    let half = Frames.frame(Kind.headers, 0, 1, [0x88])
    let interrupted = "headers are interrupted by another frame"
    check(half, Frames.data(1, "x"), refused: interrupted)
    check(half, Frames.settings(), refused: interrupted)
    check(half, Frames.frame(0xEE), refused: interrupted)
    check(half, Frames.frame(Kind.continuation, 4, 3), refused: interrupted)
    check(Frames.frame(Kind.continuation, 4, 1), refused: "headers go on that have not begun")
  }

  func testBrokenHeaderBlocksAreRefused() {
    let missing = "the header block names the field 62, which its table does not have"
    check(Frames.frame(Kind.headers, 4, 1, [0xBE]), refused: missing)
    check(
      Frames.frame(Kind.headers, 0, 1, [0x88, 0x40]), Frames.frame(Kind.continuation, 4, 1),
      refused: "the header block ends within a field")
  }

  func testImpossibleSettingsAreRefused() {
    check(Frames.settings([(2, 1)]), refused: "the server's settings speak of pushes")
    check(
      Frames.settings([(4, 0x8000_0000)]),
      refused: "the server's settings have a window of 2147483648 bytes")
    check(
      Frames.settings([(5, 16_383)]), refused: "the server's settings have frames of 16383 bytes")
    check(
      Frames.settings([(5, 16_777_216)]),
      refused: "the server's settings have frames of 16777216 bytes")
  }

  func testWindowsThatMakeNoSenseAreRefused() {
    check(Frames.window(0, 0), refused: "a window grows by nothing")
    check(Frames.window(1, 0), refused: "a window grows by nothing")
    check(Frames.window(0, 0x7FFF_FFFF), refused: "a window overflows")
    check(
      Frames.window(1, 0x7FFF_0000), Frames.settings([(4, 0x2_0000)]), refused: "a window overflows"
    )
  }

  func testAServerThatSendsMoreThanItMayIsRefused() {
    var conversation = HTTP2Conversation()
    let full = String(repeating: "x", count: 16_384)
    _ = conversation.receive(ok)
    for _ in 0..<HTTP2Session.streamWindow / 16_384 {
      let body = HTTP2Conversation.whole(Frames.data(1, full), &conversation.session)
      XCTAssertTrue(body.hasPrefix("body 1 x"))
    }
    XCTAssertEqual(
      conversation.receive(Frames.data(1, "x")),
      "protocolViolation: the server sends more than it may")
  }

  func testAServerThatOnlyKeepsBusyIsRefused() {
    let ping = Frames.frame(Kind.ping, Flag.acknowledgement, 0, [1, 2, 3, 4, 5, 6, 7, 8])
    var conversation = HTTP2Conversation()
    for _ in 1..<HTTP2Session.maximumIdleFrames {
      XCTAssertEqual(HTTP2Conversation.whole(ping, &conversation.session), "")
    }
    XCTAssertEqual(
      conversation.receive(ping),
      "protocolViolation: too many frames that bring no answer any further")
  }

  func testHeadersWithoutEndAreRefused() {
    let piece = [UInt8](repeating: 0x88, count: 16_384)
    var conversation = HTTP2Conversation()
    XCTAssertEqual(conversation.receive(Frames.frame(Kind.headers, 0, 1, piece)), "")
    var result = ""
    for _ in 0..<ResponseHead.maximumSize / piece.count where result.isEmpty {
      let more = Frames.frame(Kind.continuation, 0, 1, piece)
      result = HTTP2Conversation.whole(more, &conversation.session)
    }
    XCTAssertEqual(
      result, "tooLarge: the answer has more than \(ResponseHead.maximumSize) bytes of headers")
  }

  // MARK: one exchange fails

  func testAnAnswerThatHTTPForbidsFailsItsExchangeAlone() {
    func check(_ fields: KeyValuePairs<String, String>, _ reason: String, line: UInt = #line) {
      var conversation = HTTP2Conversation(streams: 2)
      XCTAssertEqual(
        conversation.receive(Frames.headers(1, fields)),
        "failed 1 protocolViolation: \(reason), [reset 1 PROTOCOL_ERROR]", line: line)
      XCTAssertEqual(
        conversation.receive(Frames.headers(3, [":status": "204"], isLast: true)),
        "head 3 204, end 3", line: line)
    }
    check([:], "the answer has no status")
    check(["a": "b"], "the answer has no status")
    check([":status": "20"], "the answer has an invalid status")
    check([":status": "099"], "the answer has an invalid status")
    check([":status": "+20"], "the answer has an invalid status")
    check([":status": "101"], "the status 101 does not belong to HTTP/2")
    check([":status": "200", ":status": "200"], "the answer has a `:status` that is out of place")
    check(["a": "b", ":status": "200"], "the answer has a `:status` that is out of place")
    check([":path": "/", ":status": "200"], "the answer has a `:path` that is out of place")
    check([":status": "200", "a b": "c"], "the answer has a malformed header")
    check([":status": "200", "": "c"], "the answer has a malformed header")
    check([":status": "200", "a": "b\r\nc"], "the answer has a malformed header")
    check([":status": "200", "a": "b\0"], "the answer has a malformed header")
    check(
      [":status": "200", "connection": "close"],
      "the header `connection` does not belong to HTTP/2")
    check(
      [":status": "200", "transfer-encoding": "chunked"],
      "the header `transfer-encoding` does not belong to HTTP/2")
    check(
      [":status": "200", "content-length": "x"], "the answer has an invalid `content-length`")
    check(
      [":status": "200", "content-length": "1", "content-length": "2"],
      "the answer has an invalid `content-length`")
  }

  func testANameInUpperCaseFailsTheExchange() {
    check(
      Frames.frame(Kind.headers, 4, 1, [0x88, 0, 1, 0x41, 1, 0x62]),
      comesTo: "failed 1 protocolViolation: the answer has a malformed header, "
        + "[reset 1 PROTOCOL_ERROR]")
  }

  func testABodyThatIsNotAsAnnouncedFailsTheExchange() {
    let three = Frames.headers(1, [":status": "200", "content-length": "3"])
    check(
      three, Frames.data(1, "abc"), Frames.data(1, "d"),
      comesTo: "head 1 200 content-length=3, body 1 abc, failed 1 protocolViolation: "
        + "the body is longer than announced, [reset 1 PROTOCOL_ERROR]")
    check(
      three, Frames.data(1, "ab", isLast: true),
      comesTo: "head 1 200 content-length=3, body 1 ab, failed 1 protocolViolation: "
        + "the body is shorter than announced, [reset 1 PROTOCOL_ERROR]")
    check(
      Frames.data(1, "ab"),
      comesTo: "failed 1 protocolViolation: a body without headers before it, "
        + "[reset 1 PROTOCOL_ERROR]")
    check(
      Frames.data(1, "", isLast: true),
      comesTo: "failed 1 protocolViolation: an end without an answer, [reset 1 PROTOCOL_ERROR]")
  }

  func testABodyWhereNoneBelongsFailsTheExchange() {
    let fault =
      "failed 1 protocolViolation: the body is longer than announced, [reset 1 PROTOCOL_ERROR]"
    check(ok, Frames.data(1, "x"), comesTo: "head 1 200, \(fault)", isHead: true)
    for status in ["204", "304"] {
      check(
        Frames.headers(1, [":status": status]), Frames.data(1, "x"),
        comesTo: "head 1 \(status), \(fault)")
    }
  }

  func testTooManyHeadersFailTheExchangeAlone() {
    // Twice the same large field: it is sent once and named then.
    let value = String(repeating: "v", count: 4000)
    let large = [0x88, 0x40, 1, 0x61, 0x7F, 0xA1, 0x1E] + Array(value.utf8)
    let names = [UInt8](repeating: 0xBE, count: ResponseHead.maximumSize / 4000)
    var conversation = HTTP2Conversation(streams: 2)
    XCTAssertEqual(
      conversation.receive(Frames.frame(Kind.headers, 5, 1, large + names)),
      "failed 1 tooLarge: the answer has more than \(ResponseHead.maximumSize) bytes of headers, "
        + "[reset 1 CANCEL]")
    XCTAssertEqual(
      conversation.receive(Frames.frame(Kind.headers, 5, 3, [0x88, 0xBE])),
      "head 3 200 a=\(value), end 3")
  }

  func testHeadersInTheMiddleFailTheExchange() {
    check(
      ok, Frames.headers(1, ["a": "b"]),
      comesTo: "head 1 200, failed 1 protocolViolation: headers in the middle of the body, "
        + "[reset 1 PROTOCOL_ERROR]")
    check(
      ok, Frames.headers(1, [":status": "200"], isLast: true),
      comesTo: "head 1 200, failed 1 protocolViolation: "
        + "the answer has a `:status` that is out of place, [reset 1 PROTOCOL_ERROR]")
    check(
      Frames.headers(1, [":status": "103"], isLast: true),
      comesTo: "failed 1 protocolViolation: an interim answer is the last one, "
        + "[reset 1 PROTOCOL_ERROR]")
  }

  func testAResetEndsTheExchange() {
    check(Frames.reset(1, 7), comesTo: "refused 1")
    check(
      Frames.reset(1, 8), comesTo: "failed 1 closed: the server reset the stream: CANCEL")
    check(
      ok, Frames.reset(1, 99),
      comesTo: "head 1 200, failed 1 closed: the server reset the stream: error 99")
  }

  func testAWindowOfAStreamThatOverflowsFailsTheExchange() {
    check(
      Frames.window(1, 0x7FFF_FFFF),
      comesTo: "failed 1 protocolViolation: a window overflows, [reset 1 FLOW_CONTROL_ERROR]")
  }

  func testWhatComesForAnExchangeThatIsOverIsIgnored() {
    var conversation = HTTP2Conversation(streams: 2)
    conversation.session.cancel(1)
    conversation.session.cancel(1)
    XCTAssertEqual(conversation.output(), "[reset 1 CANCEL]")
    XCTAssertEqual(conversation.receive(Frames.data(1, "abc")), "")
    XCTAssertEqual(conversation.receive(Frames.reset(1, 8) + Frames.window(1, 5)), "")
    // Its headers count for the table.
    let kept: [UInt8] = [0x88, 0x40, 1, 0x61, 1, 0x62]
    XCTAssertEqual(conversation.receive(Frames.frame(Kind.headers, 5, 1, kept)), "")
    XCTAssertEqual(
      conversation.receive(Frames.frame(Kind.headers, 5, 3, [0x88, 0xBE])), "head 3 200 a=b, end 3")
    XCTAssertEqual(conversation.session.count, 0)
  }
}
