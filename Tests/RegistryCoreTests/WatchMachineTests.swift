import RegistryCore
import SystemSupport
import Values
import XCTest

final class WatchMachineTests: XCTestCase {
  private let start = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  private func reading(_ text: String, _ index: UInt64) -> Reading {
    Reading(value: .string(text), index: index)
  }

  private func describe(_ action: WatchMachine.Action) -> String {
    switch action {
    case .read(let index): "read after \(index.map(String.init) ?? "nothing")"
    case .publish(let reading):
      if case .bytes(let text) = reading.value { "publish \(text)" } else { "publish" }
    case .wait(_, let error): error == nil ? "slow down" : "retry"
    }
  }

  private func check(
    _ steps: [(WatchMachine.Event, String)], file: StaticString = #filePath, line: UInt = #line
  ) {
    var machine = WatchMachine()
    for (number, (event, expected)) in steps.enumerated() {
      let action = machine.receive(event, at: start, using: &random)
      XCTAssertEqual(describe(action), expected, "step \(number + 1)", file: file, line: line)
    }
  }

  func testReadsAtOnceThenWaitsOnTheIndex() {
    check([
      (.started, "read after nothing"), (.answered(reading("a", 7)), "publish a"),
      (.waited, "read after 7"), (.answered(reading("b", 9)), "publish b"),
      (.waited, "read after 9"),
    ])
  }

  func testOneShotUseDoesNotFollowChangesAtOnce() {
    var pace = WatchMachine.Pace()
    pace.followDelay = .milliseconds(50)
    var machine = WatchMachine(pace: pace)
    let conversation: [(WatchMachine.Event, String)] = [
      (.started, "read after nothing"), (.answered(reading("a", 7)), "publish a"),
      (.waited, "slow down"), (.waited, "read after 7"), (.answered(reading("b", 8)), "publish b"),
      (.waited, "read after 8"),
    ]
    for (event, expected) in conversation {
      let action = machine.receive(event, at: start, using: &random)
      XCTAssertEqual(describe(action), expected)
    }
  }

  func testEqualDataWakesNobody() {
    check([
      (.started, "read after nothing"), (.answered(reading("a", 7)), "publish a"),
      (.waited, "read after 7"), (.answered(reading("a", 8)), "read after 8"),
    ])
  }

  func testAnIndexThatGoesBackwardsStartsOver() {
    check([
      (.started, "read after nothing"), (.answered(reading("a", 70)), "publish a"),
      (.waited, "read after 70"), (.answered(reading("b", 5)), "publish b"),
      (.waited, "read after nothing"), (.answered(reading("b", 6)), "read after 6"),
    ])
  }

  func testAFailureIsRetriedFromTheStart() {
    let error = RegistryError(.unreachable, "gone")
    check([
      (.started, "read after nothing"), (.answered(reading("a", 7)), "publish a"),
      (.waited, "read after 7"), (.failed(error), "retry"), (.waited, "read after nothing"),
      (.answered(reading("a", 8)), "read after 8"),
    ])
  }

  /// How many answers at one instant are asked for before it waits.
  private func reads(share: Double) -> Int {
    var machine = WatchMachine()
    var event = WatchMachine.Event.started
    var reads = 0
    for _ in 0..<1000 {
      let action = machine.receive(event, at: start, using: &random)
      if case .wait(let delay, nil) = action {
        XCTAssertGreaterThan(delay, .zero)
        return reads
      }
      if case .read = action { reads += 1 }
      event = .answered(reading("a", 1), share: share)
    }
    XCTFail("a thousand answers at one instant were all asked for")
    return reads
  }

  func testARegistryThatAnswersWithoutPauseIsSlowedDown() {
    XCTAssertLessThanOrEqual(reads(share: 1), WatchMachine.Pace().burst + 1)
  }

  /// Small answers that say what moved among a hundred keys came 100 ms late, ten in a second.
  func testSmallAnswersMayFollowEachOtherSooner() {
    let few = reads(share: 0.1)
    XCTAssertGreaterThanOrEqual(few, 10 * WatchMachine.Pace().burst)
    XCTAssertLessThanOrEqual(few, 10 * WatchMachine.Pace().burst + 2)
  }

  func testARefusedTokenIsRetriedSlowly() {
    var machine = WatchMachine()
    let action = machine.receive(
      .failed(RegistryError(.forbidden, "403")), at: start, using: &random)
    guard case .wait(let delay, _) = action else { return XCTFail("no wait") }
    XCTAssertGreaterThanOrEqual(delay, WatchMachine.Pace().forbiddenMinimum)
  }

  func testTheRegistrysOwnWaitIsObeyed() {
    var machine = WatchMachine()
    let error = RegistryError(.overloaded, "429", retryAfter: .seconds(77))
    guard case .wait(let delay, _) = machine.receive(.failed(error), at: start, using: &random)
    else { return XCTFail("no wait") }
    XCTAssertGreaterThanOrEqual(delay, .seconds(77))
  }
}
