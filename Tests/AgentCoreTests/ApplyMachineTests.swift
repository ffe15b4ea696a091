import AgentCore
import SystemSupport
import XCTest

final class ApplyMachineTests: XCTestCase {
  private let start = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  private func check(
    _ steps: [(Double, ApplyMachine.Event, ApplyMachine.Action)],
    file: StaticString = #filePath, line: UInt = #line
  ) -> ApplyMachine {
    var machine = ApplyMachine()
    for (number, (second, event, expected)) in steps.enumerated() {
      let action = machine.receive(event, at: start + .seconds(second), using: &random)
      XCTAssertEqual(action, expected, "step \(number + 1)", file: file, line: line)
    }
    return machine
  }

  func testCommitRunsTheApply() {
    let machine = check([
      (0, .committed([1]), .run([1])), (1, .succeeded, .settle([1], next: [])),
    ])
    XCTAssertEqual(machine.pending, [])
  }

  func testCommitsDuringARunShareTheNextRun() {
    _ = check([
      (0, .committed([1]), .run([1])), (1, .committed([2]), .nothing),
      (1, .committed([3]), .nothing), (2, .succeeded, .settle([1], next: [2, 3])),
      (3, .succeeded, .settle([2, 3], next: [])),
    ])
  }

  func testAResourceCommittedAgainDuringItsRunStaysPending() {
    let machine = check([
      (0, .committed([1]), .run([1])), (1, .committed([1]), .nothing),
      (2, .succeeded, .settle([], next: [1])),
    ])
    XCTAssertEqual(machine.pending, [1])
  }

  func testAFailedRunStaysPendingAndIsRetried() throws {
    var machine = check([(0, .committed([1]), .run([1])), (1, .failed, .nothing)])
    XCTAssertEqual(machine.pending, [1])
    XCTAssertEqual(machine.failures, 1)
    let due = try XCTUnwrap(machine.deadline)
    XCTAssertEqual(machine.receive(.tick, at: due, using: &random), .run([1]))
    XCTAssertEqual(
      machine.receive(.succeeded, at: due, using: &random), .settle([1], next: []))
    XCTAssertEqual(machine.failures, 0)
  }

  func testWhatIsWithdrawnIsNotRetried() {
    var machine = check([
      (0, .committed([1, 2]), .run([1, 2])), (1, .failed, .nothing),
      (1, .withdrawn([1]), .nothing),
    ])
    XCTAssertEqual(machine.pending, [2])
    XCTAssertEqual(machine.receive(.withdrawn([2]), at: start, using: &random), .nothing)
    XCTAssertEqual(machine.phase, .idle)
    XCTAssertEqual(machine.failures, 0)
  }

  func testWhatIsWithdrawnDuringItsRunIsNotSettledByIt() {
    _ = check([
      (0, .committed([1]), .run([1])), (1, .committed([2]), .nothing),
      (1, .withdrawn([1]), .nothing), (2, .succeeded, .settle([], next: [2])),
      (3, .withdrawn([2]), .nothing), (4, .succeeded, .settle([], next: [])),
    ])
    let machine = check([
      (0, .committed([1]), .run([1])), (1, .withdrawn([1]), .nothing), (2, .failed, .nothing),
    ])
    XCTAssertEqual(machine.phase, .idle)
    XCTAssertNil(machine.deadline)
  }

  func testANewCommitDoesNotWaitForTheRetry() {
    _ = check([
      (0, .committed([1]), .run([1])), (1, .failed, .nothing),
      (1.1, .committed([2]), .run([1, 2])), (2, .succeeded, .settle([1, 2], next: [])),
    ])
  }

  func testACommitDuringAFailingRunIsTriedAtOnceWithTheOld() {
    _ = check([
      (0, .committed([1]), .run([1])), (1, .committed([2]), .nothing), (2, .failed, .run([1, 2])),
    ])
  }
}
