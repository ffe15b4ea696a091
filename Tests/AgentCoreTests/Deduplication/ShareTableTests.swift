import AgentCore
import RegistryCore
import Values
import XCTest

/// Where each query gets its answers from, and what readers see of that.
final class ShareTableTests: XCTestCase {
  private let a = Query(registry: "consul", .key(path: "a", .init()))
  private let b = Query(registry: "consul", .key(path: "b", .init()))
  private var now = ContinuousClock.now
  private var table = ShareTable(patience: .seconds(3), staleAfter: .seconds(30))

  override func setUp() {
    now = .now
    table = ShareTable(patience: .seconds(3), staleAfter: .seconds(30))
    XCTAssertEqual(table.want(["t": [a, b]], at: now), [a, b])
  }

  private func offer(_ values: [Query: String], by session: String = "one", _ t: String = "t") {
    _ = table.offer(
      t, session, values.mapValues { ShareTable.Offer(.bytes(Bytes($0))) }, at: now)
  }

  private func follow(_ values: [Query: String], by session: String = "one") {
    offer(values, by: session)
    _ = table.trust("t", .following, at: now)
  }

  /// The registry answers; returns what readers get.
  @discardableResult
  private func answer(_ query: Query, _ text: String, index: UInt64) -> Reading {
    table.answered(query, Reading(value: .bytes(Bytes(text)), index: index), at: now).reading
  }

  /// Checks what a reader is to do: `give TEXT`, `ask INDEX`, `wait`.
  private func check(
    _ query: Query, after position: UInt64? = nil, _ expected: String, line: UInt = #line
  ) {
    let step =
      switch table.step(query, after: position) {
      case .give(let reading): "give \(text(reading))"
      case .ask(let index): "ask \(index.map(String.init) ?? "now")"
      case .wait: "wait"
      }
    XCTAssertEqual(step, expected, line: line)
  }

  private func text(_ reading: Reading) -> String {
    if case .bytes(let bytes) = reading.value { bytes.string } else { "?" }
  }

  private func position(_ query: Query) -> UInt64? {
    if case .give(let reading) = table.step(query, after: nil) { reading.index } else { nil }
  }

  // MARK: - failures

  func testNobodyToWaitForEndsInAskingOurselves() {
    check(a, "wait")
    XCTAssertEqual(table.deadline, now + .seconds(3))
    now += .seconds(2)
    XCTAssertEqual(table.expire(at: now), [])
    now += .seconds(1)
    XCTAssertEqual(table.expire(at: now), [a, b])
    check(a, "ask now")
    XCTAssertNil(table.deadline)
  }

  func testALeaderThatLacksAQueryIsWaitedForOnlySoLong() {
    follow([a: "1"])
    check(a, "give 1")
    check(b, "wait")
    now += .seconds(3)
    XCTAssertEqual(table.expire(at: now), [b])
    check(b, "ask now")
    check(a, "give 1")
    answer(b, "own", index: 5)
    offer([a: "2"])
    check(b, after: 1, "give own")
    offer([a: "2", b: "own"])
    XCTAssertEqual(table.route(of: b), .shared)
  }

  func testOlderSharedDataDoNotReplaceNewerOwnOnes() {
    _ = table.trust("t", .alone, at: now)
    let own = answer(a, "new", index: 105)
    follow([a: "old"])
    XCTAssertEqual(table.route(of: a), .own)
    check(a, after: own.index, "ask 105")
    offer([a: "also old"])
    check(a, after: own.index, "ask 105")
    offer([a: "new"])
    XCTAssertEqual(table.route(of: a), .shared)
    check(a, after: own.index, "wait")
    offer([a: "newer"])
    check(a, after: own.index, "give newer")
  }

  func testAnotherLeadersOtherDataAreComparedWithTheRegistry() {
    follow([a: "1", b: "1"])
    offer([a: "1", b: "0"], by: "two")
    XCTAssertEqual(table.route(of: a), .shared)
    XCTAssertEqual(table.route(of: b), .own)
    check(b, "ask now")
    answer(b, "0", index: 9)
    XCTAssertEqual(table.route(of: b), .shared, "the leader was right")
    offer([a: "2", b: "2"], by: "two")
    check(a, "give 2")
    check(b, "give 2")
  }

  func testWhenSharedDataAreNotBelievedAnyMoreEverythingIsAskedAtOnce() {
    follow([a: "1", b: "1"])
    let known = position(a)
    XCTAssertEqual(table.trust("t", .alone, at: now), [a, b])
    check(a, after: known, "ask now")
    let reading = answer(a, "1", index: 7)
    XCTAssertEqual(reading.index, known, "the same answer is no news")
    check(a, after: known, "ask 7")
    XCTAssertGreaterThan(answer(a, "2", index: 8).index, known ?? 0)
  }

  func testAnAnswerThatCannotBeAskedForAgainIsNotSharedForEver() {
    _ = table.trust("t", .leading, at: now)
    answer(a, "1", index: 1)
    answer(b, "1", index: 1)
    table.failed(a, at: now)
    now += .seconds(29)
    table.failed(a, at: now)
    XCTAssertEqual(table.ownAnswers(of: "t", at: now).count, 2)
    now += .seconds(1)
    XCTAssertEqual(table.ownAnswers(of: "t", at: now).map(\.query), [b])
    answer(a, "1", index: 1)
    XCTAssertEqual(table.ownAnswers(of: "t", at: now).count, 2)
  }

  // MARK: - leading

  func testALeaderSharesOnlyWhatItAskedItself() {
    follow([a: "1", b: "1"])
    XCTAssertEqual(table.trust("t", .leading, at: now), [a, b])
    XCTAssertTrue(table.ownAnswers(of: "t", at: now).isEmpty)
    XCTAssertFalse(table.isComplete("t"))
    answer(a, "1", index: 4)
    XCTAssertEqual(table.ownAnswers(of: "t", at: now).map(\.query), [a])
    XCTAssertEqual(table.led(using: a), ["t"])
    answer(b, "2", index: 4)
    XCTAssertTrue(table.isComplete("t"))
    let stale = Reading(value: .bytes("2"), index: 4, isStale: true)
    _ = table.answered(b, stale, at: now)
    XCTAssertEqual(table.ownAnswers(of: "t", at: now).map(\.query), [a])
  }

  func testAnotherAnswerHasAnotherStamp() {
    _ = table.trust("t", .leading, at: now)
    func stamp() -> UInt64? { table.ownAnswers(of: "t", at: now).first?.stamp }
    answer(a, "1", index: 1)
    let first = stamp()
    answer(a, "1", index: 2)
    XCTAssertEqual(stamp(), first)
    answer(a, "2", index: 3)
    XCTAssertNotEqual(stamp(), first)
  }

  func testAQueryOfTwoTemplatesIsAskedAsLongAsOneLeads() {
    _ = table.want(["t": [a], "u": [a]], at: now)
    follow([a: "shared"])
    check(a, "give shared")
    _ = table.trust("u", .leading, at: now)
    check(a, "ask now")
    answer(a, "own", index: 3)
    offer([a: "shared"])
    check(a, "ask now")
    XCTAssertEqual(table.want(["t": [a]], at: now), [], "its own data are newer")
    check(a, after: 99, "give own")
    offer([a: "own"])
    XCTAssertEqual(table.route(of: a), .shared)
  }

  func testWhatNobodyWantsIsForgotten() {
    follow([a: "1", b: "1"])
    XCTAssertEqual(table.want(["t": [a]], at: now), [b])
    check(b, "ask now")
    XCTAssertEqual(table.want(["t": [a, b]], at: now), [b])
    check(b, "give 1")
  }
}
