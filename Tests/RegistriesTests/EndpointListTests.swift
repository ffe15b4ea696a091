import Registries
import SystemSupport
import XCTest

final class EndpointListTests: XCTestCase {
  private let start = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  private func chosen(_ list: EndpointList, after seconds: Double = 0) -> String? {
    list.choice(at: start + .seconds(seconds))?.address
  }

  /// The addresses chosen if each choice fails, all at one moment.
  private func failing(_ list: inout EndpointList, times: Int) throws -> [String] {
    try (0..<times).map { _ in
      let choice = try XCTUnwrap(list.choice(at: start))
      list.failed(choice, at: start, using: &random)
      return choice.address
    }
  }

  func testAnEmptyListHasNobodyToAsk() {
    XCTAssertNil(chosen(EndpointList()))
  }

  func testTheFirstIsAskedFirst() {
    XCTAssertEqual(chosen(EndpointList(["a", "b", "c"])), "a")
  }

  func testAfterFailuresAllAreTriedBeforeAnyIsTriedAgain() throws {
    var list = EndpointList(["a", "b", "c"])
    XCTAssertEqual(try failing(&list, times: 3), ["a", "b", "c"])
  }

  func testWhereAllRestTheOneWhoseRestEndsFirstIsAsked() throws {
    var list = EndpointList(["a", "b"])
    let first = try XCTUnwrap(list.choice(at: start))
    list.failed(first, at: start, using: &random)
    let again = try XCTUnwrap(list.choice(at: start + .seconds(5)))
    XCTAssertEqual(again.address, "b")
    list.failed(again, at: start + .seconds(5), using: &random)
    XCTAssertEqual(chosen(list, after: 5), "a")
  }

  func testASingleServerIsAskedAgainAndAgain() throws {
    var list = EndpointList(["a"])
    XCTAssertEqual(try failing(&list, times: 3), ["a", "a", "a"])
  }

  func testTheOneThatAnsweredLastStaysPreferredAlsoWhenTheFirstHasRested() throws {
    var list = EndpointList(["a", "b"])
    _ = try failing(&list, times: 1)
    list.succeeded(try XCTUnwrap(list.choice(at: start)))
    XCTAssertEqual(chosen(list, after: 3600), "b")
    XCTAssertEqual(list.health(at: start).map(\.isPreferred), [false, true])
  }

  func testFailuresSideBySideAreOneFailure() throws {
    var list = EndpointList(["a", "b"])
    let choice = try XCTUnwrap(list.choice(at: start))
    XCTAssertTrue(list.failed(choice, at: start, using: &random))
    for _ in 0..<1000 { XCTAssertFalse(list.failed(choice, at: start, using: &random)) }
    XCTAssertEqual(list.health(at: start)[0].failuresInRow, 1)
    XCTAssertLessThanOrEqual(list.health(at: start)[0].rest, .seconds(1))
    XCTAssertFalse(list.isCurrent(choice))
  }

  func testAnAnswerFromBeforeTheFailureProvesNothing() throws {
    var list = EndpointList(["a", "b"])
    let choice = try XCTUnwrap(list.choice(at: start))
    list.failed(choice, at: start, using: &random)
    list.succeeded(choice)
    XCTAssertEqual(chosen(list), "b")
  }

  func testRestsGrowUpToTheLongest() throws {
    var pace = EndpointList.Pace()
    pace.restMinimum = .seconds(1)
    pace.restMaximum = .seconds(8)
    var list = EndpointList(["a"], pace: pace)
    var rests: [Duration] = []
    for _ in 0..<6 {
      _ = try failing(&list, times: 1)
      rests.append(list.health(at: start)[0].rest)
    }
    for (rest, longest) in zip(rests, [1, 2, 4, 8, 8, 8]) {
      XCTAssertLessThanOrEqual(rest, .seconds(longest))
      XCTAssertGreaterThanOrEqual(rest, .milliseconds(longest * 500))
    }
  }

  func testASuccessEndsTheRestAndForgetsTheFailures() throws {
    var list = EndpointList(["a"])
    _ = try failing(&list, times: 5)
    list.succeeded(try XCTUnwrap(list.choice(at: start)))
    XCTAssertEqual(list.health(at: start)[0].failuresInRow, 0)
    XCTAssertEqual(list.health(at: start)[0].rest, .zero)
    _ = try failing(&list, times: 1)
    XCTAssertLessThanOrEqual(list.health(at: start)[0].rest, .seconds(1))
  }

  func testAServerThatHasRestedIsAskedAgainWhenTheOthersFail() throws {
    var list = EndpointList(["a", "b"])
    _ = try failing(&list, times: 1)
    let other = try XCTUnwrap(list.choice(at: start + .seconds(10)))
    list.failed(other, at: start + .seconds(10), using: &random)
    XCTAssertEqual(other.address, "b")
    XCTAssertEqual(chosen(list, after: 10), "a")
  }

  func testANewListKeepsWhatIsKnownOfThoseWhoStay() throws {
    var list = EndpointList(["a", "b", "c"])
    _ = try failing(&list, times: 1)
    let good = try XCTUnwrap(list.choice(at: start))
    list.succeeded(good)
    list.replace(with: ["d", "b", "a", "a"])
    XCTAssertEqual(list.addresses, ["d", "b", "a"])
    XCTAssertEqual(chosen(list), "b")
    XCTAssertTrue(list.isCurrent(good))
    XCTAssertEqual(list.health(at: start).map(\.failuresInRow), [0, 0, 1])
  }

  func testANewListWithoutThePreferredOneBeginsAtItsFirst() throws {
    var list = EndpointList(["a", "b"])
    let good = try XCTUnwrap(list.choice(at: start))
    list.succeeded(good)
    list.replace(with: ["c", "b"])
    XCTAssertEqual(chosen(list), "c")
    XCTAssertFalse(list.isCurrent(good))
    XCTAssertFalse(list.failed(good, at: start, using: &random))
  }

  func testAnEmptyNewListChangesNothing() {
    var list = EndpointList(["a"])
    list.replace(with: [])
    XCTAssertEqual(chosen(list), "a")
  }
}
