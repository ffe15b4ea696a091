import ProcessControl
import SystemSupport
import XCTest

/// Conversations with the machine that looks after a child.
final class SupervisorMachineTests: XCTestCase {
  private typealias Event = SupervisorMachine.Event
  private typealias Action = SupervisorMachine.Action

  /// Always the middle of what is asked for.
  private struct Middle: RandomNumberGenerator {
    mutating func next() -> UInt64 { .max / 2 }
  }

  /// Tells the machine events at seconds and compares what it wants after each.
  @discardableResult
  private func check(
    _ change: (inout SupervisorMachine.Policy) -> Void,
    _ steps: [(Double, Event, [Action])], line: UInt = #line
  ) -> SupervisorMachine {
    var policy = SupervisorMachine.Policy()
    change(&policy)
    let start = ContinuousClock.now
    var machine = SupervisorMachine(
      policy, backoff: Backoff(base: .seconds(4), maximum: .seconds(4)))
    var random = Middle()
    for (number, step) in steps.enumerated() {
      let found = machine.receive(step.1, at: start + .seconds(step.0), using: &random)
      XCTAssertEqual(found, step.2, "step \(number)", line: line)
    }
    return machine
  }

  private let failure = ProcessEnding.exited(status: 3)
  private let success = ProcessEnding.exited(status: 0)

  func testAChildThatCannotBeStartedEndsAll() {
    check(
      { _ in },
      [
        (0, .start, [.start]),
        (0, .startFailed, [.finish(.exited(status: 127)), .settled]),
        (1, .change, [.settled]), (1, .stop, []), (1, .start, []),
      ])
  }

  func testAChildThatEndsEndsAllUnlessItIsToBeStartedAgain() {
    check({ _ in }, [(0, .start, [.start]), (1, .ended(failure), [.finish(failure), .settled])])
    check(
      { $0.restart = .onFailure },
      [(0, .start, [.start]), (1, .ended(success), [.finish(success), .settled])])
    check(
      { $0.restart = .onFailure },
      [
        (0, .start, [.start]), (1, .ended(.signalled(.kill)), []), (1, .tick, []),
        (9, .tick, [.start]),
      ])
    check(
      { $0.restart = .always },
      [(0, .start, [.start]), (1, .ended(success), []), (9, .tick, [.start])])
  }

  func testStartsInARowHaveALimit() {
    check(
      {
        $0.restart = .always
        $0.restartLimit = 2
      },
      [
        (0, .start, [.start]), (1, .ended(failure), []), (9, .tick, [.start]),
        (10, .startFailed, []), (19, .tick, [.start]),
        (20, .ended(failure), [.finish(failure), .settled]),
      ])
    check(
      {
        $0.restart = .always
        $0.restartLimit = 1
      },
      [
        (0, .start, [.start]), (1, .ended(failure), []), (9, .tick, [.start]),
        (99, .ended(failure), []), (110, .tick, [.start]),
      ])
  }

  func testAChildThatDoesNotEndIsKilled() {
    check(
      { _ in },
      [
        (0, .start, [.start]), (1, .stop, [.send(.terminate)]), (2, .stop, []), (30, .tick, []),
        (31, .tick, [.kill]), (99, .tick, []),
        (99, .ended(.signalled(.kill)), [.finish(nil), .settled]),
      ])
  }

  func testChangesBeforeTheStartNeedNothing() {
    let machine = check(
      { _ in },
      [
        (0, .change, [.settled]), (0, .tick, []), (0, .forward(.user1), []),
        (0, .stop, [.finish(nil), .settled]),
      ])
    XCTAssertTrue(machine.isFinished)
    XCTAssertNil(machine.deadline)
  }

  func testAChangeIsToldBySignal() {
    check(
      { $0.reloadSignal = .hangUp },
      [
        (0, .start, [.start]), (1, .change, [.send(.hangUp), .settled]),
        (2, .forward(.user1), [.send(.user1)]), (3, .change, [.send(.hangUp), .settled]),
      ])
  }

  func testAChangeWithoutASignalStartsTheChildAnew() {
    check(
      { _ in },
      [
        (0, .start, [.start]), (1, .change, [.send(.terminate)]), (2, .change, []),
        (3, .ended(failure), [.start, .settled]), (4, .change, [.send(.terminate)]),
        (34, .tick, [.kill]), (35, .ended(.signalled(.kill)), [.start, .settled]),
      ])
  }

  func testAStopDuringARestartEndsAll() {
    check(
      { _ in },
      [
        (0, .start, [.start]), (1, .change, [.send(.terminate)]), (2, .stop, []),
        (3, .ended(success), [.finish(nil), .settled]),
      ])
  }

  func testChangesWithinTheSplayAreToldOnce() {
    check(
      {
        $0.reloadSignal = .hangUp
        $0.splay = .seconds(10)
      },
      [
        (0, .start, [.start]), (1, .change, []), (2, .change, []), (3, .tick, []),
        (12, .tick, [.send(.hangUp), .settled]), (20, .change, []),
        (21, .ended(success), [.finish(success), .settled]),
      ])
  }

  func testAChangeStartsAChildThatWaitsAtOnce() {
    check(
      { $0.restart = .always },
      [
        (0, .start, [.start]), (1, .ended(failure), []), (2, .change, [.start, .settled]),
        (3, .ended(failure), []), (4, .stop, [.finish(nil), .settled]),
      ])
  }

  // MARK: - The environment

  private func checkVariables(
    _ expected: [String], _ change: (inout EnvironmentFilter) -> Void, line: UInt = #line
  ) {
    var filter = EnvironmentFilter()
    change(&filter)
    let ours = ["A": "1", "AB": "2", "C": "3"]
    XCTAssertEqual(
      filter.variables(of: ours).map { "\($0.key)=\($0.value)" }.sorted(), expected, line: line)
  }

  func testVariablesAreFilteredByPatterns() {
    checkVariables(["A=1", "AB=2", "C=3"]) { _ in }
    checkVariables([]) { $0.isPristine = true }
    checkVariables(["X=1"]) {
      $0.isPristine = true
      $0.additions = [("X", "1")]
    }
    checkVariables(["A=1", "AB=2"]) { $0.allowed = ["A*"] }
    checkVariables(["AB=2"]) {
      $0.allowed = ["A*"]
      $0.denied = ["A"]
    }
    checkVariables(["A=9", "C=3"]) {
      $0.denied = ["A*"]
      $0.additions = [("A", "9")]
    }
  }
}
