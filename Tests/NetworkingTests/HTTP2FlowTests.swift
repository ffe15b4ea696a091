import XCTest

@testable import Networking

/// Proper conversations of an HTTP/2 session: answers, windows, settings and ends.
final class HTTP2FlowTests: XCTestCase {
  private typealias Frames = ServerFrames
  private typealias Kind = HTTP2Frame.Kind
  private typealias Flag = HTTP2Frame.Flag

  private func check(
    _ bytes: [UInt8]..., comesTo expected: String, isHead: Bool = false, line: UInt = #line
  ) {
    var conversation = HTTP2Conversation(isHead: isHead)
    XCTAssertEqual(
      conversation.receive(bytes.flatMap { $0 }, line: line), expected, line: line)
  }

  private let ok: [UInt8] = Frames.headers(1, [":status": "200"])

  // MARK: answers

  func testAnAnswerIsItsHeadersItsBodyAndItsEnd() {
    check(
      Frames.headers(1, [":status": "200", "a": "b"]), Frames.data(1, "xy"),
      Frames.data(1, "z", isLast: true), comesTo: "head 1 200 a=b, body 1 xyz, end 1")
    check(
      Frames.headers(1, [":status": "404"], isLast: true), comesTo: "head 1 404, end 1")
    check(
      ok, Frames.data(1, "x"), Frames.headers(1, ["grpc-status": "0"], isLast: true),
      comesTo: "head 1 200, body 1 x, end 1")
    check(
      Frames.headers(1, [":status": "103", "link": "x"]), ok, Frames.data(1, "", isLast: true),
      comesTo: "head 1 200, end 1")
    check(
      Frames.headers(1, [":status": "200", "content-length": "3"]),
      Frames.data(1, "abc", isLast: true), comesTo: "head 1 200 content-length=3, body 1 abc, end 1"
    )
  }

  func testALengthWithoutABodyIsNoContradictionWhereThereIsNone() {
    check(
      Frames.headers(1, [":status": "200", "content-length": "3"], isLast: true),
      comesTo: "head 1 200 content-length=3, end 1", isHead: true)
    check(
      Frames.headers(1, [":status": "304", "content-length": "3"], isLast: true),
      comesTo: "head 1 304 content-length=3, end 1")
  }

  func testPaddingAndPrioritiesAreNoPartOfTheAnswer() {
    check(
      Frames.frame(
        Kind.headers, Flag.padded | Flag.priority | Flag.endHeaders, 1,
        [2, 0, 0, 0, 0, 16, 0x88, 0, 0]),
      Frames.frame(Kind.data, Flag.padded, 1, [3, 0x61, 0x62, 0, 0, 0]),
      Frames.frame(Kind.data, Flag.padded | Flag.endStream, 1, [0]),
      comesTo: "head 1 200, body 1 ab, end 1")
  }

  func testHeadersMayComeInPieces() {
    check(
      Frames.frame(Kind.headers, Flag.endStream, 1),
      Frames.frame(Kind.continuation, 0, 1, [0x88, 0]),
      Frames.frame(Kind.continuation, 0, 1),
      Frames.frame(Kind.continuation, 4, 1, [1, 0x61, 1, 0x62]),
      comesTo: "head 1 200 a=b, end 1")
  }

  func testAnswersMayComeMixed() {
    var conversation = HTTP2Conversation(streams: 3)
    XCTAssertEqual(
      conversation.receive(
        Frames.headers(5, [":status": "200"]) + ok + Frames.data(5, "x")
          + Frames.data(1, "y", isLast: true) + Frames.data(5, "z", isLast: true)),
      "head 5 200, head 1 200, body 5 x, body 1 y, end 1, body 5 z, end 5")
    XCTAssertEqual(conversation.session.count, 1)
  }

  func testWhatIsNotKnownIsSkipped() {
    check(
      Frames.frame(0xEE, 0xFF, 99, [1, 2, 3]), Frames.frame(Kind.priority, 0, 1, [0, 0, 0, 0, 1]),
      Frames.settings([(0x99, 5)]), Frames.frame(Kind.settings, Flag.acknowledgement),
      comesTo: "[settings seen]")
  }

  func testAPingIsAnswered() {
    check(
      Frames.frame(Kind.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
      comesTo: "[ping seen [1, 2, 3, 4, 5, 6, 7, 8]]")
    check(Frames.frame(Kind.ping, Flag.acknowledgement, 0, [1, 2, 3, 4, 5, 6, 7, 8]), comesTo: "")
  }

  func testAServerThatLeavesTakesNoMoreRequests() {
    var conversation = HTTP2Conversation(streams: 2)
    XCTAssertEqual(conversation.session.room, 98)
    XCTAssertEqual(conversation.receive(Frames.leave(after: 1)), "leaving after 1")
    XCTAssertEqual(conversation.session.room, 0)
    XCTAssertTrue(conversation.session.isLeaving)
    XCTAssertEqual(
      conversation.receive(Frames.headers(1, [":status": "200"], isLast: true)),
      "head 1 200, end 1")
  }

  // MARK: what is sent

  func testASessionBeginsWithPrefaceAndSettings() throws {
    var session = HTTP2Session()
    let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    let output = session.takeOutput()
    XCTAssertEqual(Array(output.prefix(preface.count)), preface)
    XCTAssertEqual(output[preface.count + 3], Kind.settings)
    XCTAssertEqual(session.takeOutput(), [])
  }

  func testLargeHeadersAreSentInPieces() {
    var conversation = HTTP2Conversation()
    let block = [UInt8](repeating: 0x82, count: 40_000)
    _ = conversation.session.open(headers: block, body: nil, isHead: false)
    XCTAssertEqual(
      conversation.output(),
      "[headers 3 16384 more end] [continuation 3 16384 more] [continuation 3 7232]")
    _ = conversation.receive(Frames.settings([(5, 50_000)]))
    _ = conversation.session.open(headers: block, body: [], isHead: false)
    XCTAssertEqual(conversation.output(), "[headers 5 40000 end]")
  }

  private func post(_ count: Int, _ settings: [(UInt16, UInt32)] = []) -> HTTP2Conversation {
    var conversation = HTTP2Conversation(settings: settings, streams: 0)
    _ = conversation.session.open(
      headers: [0x83], body: [UInt8](repeating: 0x78, count: count), isHead: false)
    XCTAssertEqual(conversation.output(), "[headers 1 2]")
    return conversation
  }

  private func pumped(_ conversation: inout HTTP2Conversation) -> String {
    conversation.session.pump(upTo: 1 << 20)
    return conversation.output()
  }

  func testABodyIsSentAsFarAsItsWindowPermits() {
    var conversation = post(25, [(4, 10)])
    XCTAssertEqual(pumped(&conversation), "[data 1 10]")
    XCTAssertEqual(pumped(&conversation), "")
    XCTAssertEqual(conversation.receive(Frames.window(1, 5)), "")
    XCTAssertEqual(pumped(&conversation), "[data 1 5]")
    // A smaller window than what was sent is a debt.
    XCTAssertEqual(conversation.receive(Frames.settings([(4, 7)])), "[settings seen]")
    XCTAssertEqual(conversation.receive(Frames.window(1, 3)), "")
    XCTAssertEqual(pumped(&conversation), "")
    XCTAssertEqual(conversation.receive(Frames.settings([(4, 100)])), "[settings seen]")
    XCTAssertEqual(pumped(&conversation), "[data 1 10 end]")
    XCTAssertEqual(pumped(&conversation), "")
  }

  func testABodyIsSentAsFarAsTheConnectionsWindowPermits() {
    var conversation = post(70_000, [(4, 1 << 20)])
    XCTAssertEqual(
      pumped(&conversation), "[data 1 16384] [data 1 16384] [data 1 16384] [data 1 16383]")
    XCTAssertEqual(conversation.receive(Frames.window(1, 9)), "")
    XCTAssertEqual(pumped(&conversation), "")
    XCTAssertEqual(conversation.receive(Frames.window(0, 9_000)), "")
    XCTAssertEqual(pumped(&conversation), "[data 1 4465 end]")
  }

  func testBodiesAreSentInTurn() {
    var conversation = post(20_000, [(4, 1 << 20)])
    let body = [UInt8](repeating: 0x79, count: 20_000)
    _ = conversation.session.open(headers: [0x83], body: body, isHead: false)
    _ = conversation.output()
    XCTAssertEqual(
      pumped(&conversation), "[data 1 16384] [data 3 16384] [data 1 3616 end] [data 3 3616 end]")
  }

  func testAnAnswerBeforeTheEndOfTheRequestEndsBoth() {
    var conversation = post(25, [(4, 10)])
    XCTAssertEqual(pumped(&conversation), "[data 1 10]")
    XCTAssertEqual(
      conversation.receive(Frames.headers(1, [":status": "413"], isLast: true)),
      "head 1 413, end 1, [reset 1 NO_ERROR]")
    XCTAssertEqual(conversation.receive(Frames.window(1, 50)), "")
    XCTAssertEqual(pumped(&conversation), "")
  }

  // MARK: limits that the sides give each other

  func testTheServerSaysHowManyRequestsItTakes() {
    var conversation = HTTP2Conversation(settings: [(3, 2)], streams: 1)
    XCTAssertEqual(conversation.session.room, 1)
    _ = conversation.session.open(headers: [0x82], body: nil, isHead: false)
    XCTAssertEqual(conversation.session.room, 0)
    _ = conversation.receive(Frames.settings([(3, 1)]))
    XCTAssertEqual(conversation.session.room, 0)
    _ = conversation.receive(Frames.settings([(3, 0xFFFF_FFFF)]))
    XCTAssertEqual(conversation.session.room, 4_294_967_293)
  }

  func testWhatIsConsumedIsGrantedAgain() {
    var conversation = HTTP2Conversation()
    let half = HTTP2Session.streamWindow / 2
    _ = conversation.receive(ok)
    conversation.session.consumed(1, half - 1)
    XCTAssertEqual(conversation.output(), "")
    conversation.session.consumed(1, 1)
    XCTAssertEqual(conversation.output(), "[window 1 +\(half)]")
    conversation.session.consumed(99, half)
    XCTAssertEqual(conversation.output(), "")
  }

  func testTheConnectionsWindowIsGrantedAgainAlsoForWhatNobodyWants() {
    var conversation = HTTP2Conversation()
    conversation.session.cancel(1)
    _ = conversation.output()
    let full = Frames.data(1, String(repeating: "x", count: 16_384))
    var granted = ""
    var count = 0
    while granted.isEmpty, count < 3000 {
      granted = HTTP2Conversation.whole(full, &conversation.session)
      count += 1
    }
    XCTAssertEqual(granted, "[window 0 +\(count * 16_384)]")
    XCTAssertEqual(count, HTTP2Session.connectionWindow / 2 / 16_384 + 1)
  }
}
