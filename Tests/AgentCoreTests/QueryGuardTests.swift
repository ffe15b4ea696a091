import AgentConfiguration
import XCTest

@testable import AgentCore

final class QueryGuardTests: XCTestCase {
  private let start = ContinuousClock.now

  private func limits(
    minimum: Int64 = 1, drop: Int64 = 100, hold: Int64 = 600, confirms: Bool = false
  ) -> GuardLimits {
    var limits = GuardLimits()
    limits.minimum = minimum
    limits.maximumDrop = drop
    limits.hold = .seconds(hold)
    limits.confirms = confirms
    return limits
  }

  /// Feeds (second, count) and compares the verdicts.
  private func check(
    _ limits: GuardLimits, _ rows: [(Int64, Int, QueryGuard.Verdict)], protects: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    var machine = QueryGuard(limits)
    for (index, row) in rows.enumerated() {
      let verdict = machine.judge(row.1, protects: protects, at: start + .seconds(row.0))
      XCTAssertEqual(verdict, row.2, "row \(index)", file: file, line: line)
    }
  }

  func testAnEmptiedAnswerIsHeldUntilTheHoldIsOver() {
    check(limits(), [(0, 3, .believe), (1, 0, .hold), (600, 0, .hold), (601, 0, .believe)])
  }

  func testDataThatComeBackEndTheHold() {
    check(limits(), [(0, 3, .believe), (1, 0, .hold), (2, 2, .believe), (3, 0, .hold)])
  }

  func testAtTheFirstStartOnlyAnInstalledFileIsProtected() {
    check(limits(), [(0, 0, .hold), (600, 0, .believe)])
    check(limits(), [(0, 0, .believe)], protects: false)
  }

  func testWhatIsBelievedToBeFewMayStayFewAndGrow() {
    check(
      limits(minimum: 3),
      [(0, 5, .believe), (1, 2, .hold), (601, 2, .believe), (602, 2, .believe), (603, 1, .hold)])
    check(limits(minimum: 3), [(0, 1, .believe), (1, 2, .believe)], protects: false)
  }

  func testALossIsHeldIfItIsLargerThanAllowed() {
    check(limits(drop: 50), [(0, 10, .believe), (100, 5, .believe)])
    check(limits(drop: 50), [(0, 10, .believe), (100, 4, .hold), (101, 6, .believe)])
    check(limits(drop: 0), [(0, 10, .believe), (1, 9, .hold)])
  }

  func testLossesAreSummedUpWithinTheWindow() {
    check(
      limits(drop: 50), [(0, 10, .believe), (10, 7, .believe), (20, 5, .believe), (30, 4, .hold)])
    check(
      limits(drop: 50),
      [(0, 10, .believe), (100, 7, .believe), (200, 5, .believe), (300, 3, .believe)])
  }

  func testAHeldLossDoesNotBecomeTheNormalWithTheWindow() {
    check(limits(drop: 50), [(0, 10, .believe), (1, 4, .hold), (120, 4, .hold), (300, 4, .hold)])
  }

  func testWhatGetsWorseIsHeldForATimeOfItsOwn() {
    check(
      limits(drop: 50),
      [(0, 100, .believe), (1, 40, .hold), (600, 0, .hold), (601, 0, .hold), (1200, 0, .believe)])
  }

  func testSlowDecayDuringAHoldDoesNotHoldForEver() {
    check(
      limits(drop: 50),
      [(0, 100, .believe), (1, 40, .hold), (300, 35, .hold), (500, 30, .hold), (601, 29, .believe)])
  }

  func testASecondReadMustAgree() {
    var machine = QueryGuard(limits(hold: 10, confirms: true))
    XCTAssertEqual(machine.judge(3, protects: true, at: start), .believe)
    XCTAssertEqual(machine.judge(0, protects: true, at: start), .hold)
    let over = start + .seconds(10)
    XCTAssertEqual(machine.judge(0, protects: true, at: over), .confirm)
    XCTAssertNil(machine.deadline)
    XCTAssertEqual(machine.judge(0, protects: true, at: over), .hold)
    // The registry fails, then gives other data.
    for count in [nil, 3] {
      XCTAssertFalse(machine.confirmed(count, protects: true, at: over))
      XCTAssertEqual(machine.judge(0, protects: true, at: over + .seconds(4)), .hold)
      XCTAssertEqual(machine.deadline, over + .seconds(5))
      XCTAssertEqual(machine.judge(0, protects: true, at: over + .seconds(5)), .confirm)
    }
    XCTAssertTrue(machine.confirmed(0, protects: true, at: over))
    XCTAssertEqual(machine.judge(0, protects: true, at: over), .believe)
    XCTAssertNil(machine.held)
  }

  func testWithoutAHoldASecondReadIsAskedAtOnce() {
    check(limits(hold: 0, confirms: true), [(0, 3, .believe), (1, 0, .confirm)])
    check(limits(hold: 0), [(0, 3, .believe), (1, 0, .believe)])
  }

  func testAnAgreementHoldsForWhatWasAgreedOnly() {
    var machine = QueryGuard(limits(drop: 50, hold: 1, confirms: true))
    _ = machine.judge(100, protects: true, at: start)
    _ = machine.judge(40, protects: true, at: start)
    XCTAssertEqual(machine.judge(40, protects: true, at: start + .seconds(1)), .confirm)
    XCTAssertTrue(machine.confirmed(40, protects: true, at: start + .seconds(1)))
    XCTAssertEqual(machine.judge(0, protects: true, at: start + .seconds(2)), .hold)
    XCTAssertFalse(machine.confirmed(0, protects: true, at: start + .seconds(2)))
  }

  func testTheOperatorReleasesWhatIsHeld() {
    var machine = QueryGuard(limits())
    _ = machine.judge(3, protects: true, at: start)
    XCTAssertEqual(machine.judge(0, protects: true, at: start), .hold)
    machine.approve(0, at: start)
    XCTAssertEqual(machine.judge(0, protects: true, at: start), .believe)
    XCTAssertEqual(machine.judge(5, protects: true, at: start), .believe)
    XCTAssertEqual(machine.judge(0, protects: true, at: start), .hold)
  }

  func testARestartGoesOnWithTheHoldOfTheRunBefore() {
    let limits = limits()
    let hold = QueryGuard.hold(of: 0, accepted: 3, since: start - .seconds(500), limits)
    var machine = QueryGuard(limits, accepted: 3, held: hold)
    XCTAssertEqual(machine.judge(0, protects: true, at: start), .hold)
    XCTAssertEqual(machine.judge(0, protects: true, at: start + .seconds(99)), .hold)
    XCTAssertEqual(machine.judge(0, protects: true, at: start + .seconds(100)), .believe)
  }

  func testFlappingNeitherGrowsTheMemoryNorHidesALoss() {
    var machine = QueryGuard(limits(drop: 50))
    for step in 0..<2000 {
      let time = start + .milliseconds(step)
      XCTAssertEqual(machine.judge(9 + step % 2, protects: true, at: time), .believe)
    }
    XCTAssertEqual(machine.judge(4, protects: true, at: start + .seconds(3)), .hold)
  }
}
