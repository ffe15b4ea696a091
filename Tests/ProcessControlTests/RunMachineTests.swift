import XCTest

@testable import ProcessControl

final class RunMachineTests: XCTestCase {
  /// Tells the machine events one by one and compares what it wants after each.
  private func check(
    _ steps: (RunMachine.Event, [RunMachine.Action])..., line: UInt = #line
  ) {
    var machine = RunMachine()
    for (number, step) in steps.enumerated() {
      XCTAssertEqual(machine.receive(step.0), step.1, "step \(number)", line: line)
    }
    // After the end nothing happens any more.
    for event: RunMachine.Event in [.exited, .outputEnded, .timedOut, .cancelled, .graceOver] {
      XCTAssertEqual(machine.receive(event), [], line: line)
    }
  }

  func testAProcessThatNeverEndsIsGivenUpAfterTheFinalSignal() {
    check(
      (.timedOut, [.terminateGroup, .startGrace(.polite)]), (.cancelled, []), (.timedOut, []),
      (.graceOver, [.killGroup, .startGrace(.final)]), (.outputEnded, []),
      (.graceOver, [.finish(.killed(.timedOut))]))
  }

  func testTheGroupIsKilledEvenIfTheChildObeyed() {
    check(
      (.cancelled, [.terminateGroup, .startGrace(.polite)]), (.exited, []),
      (.outputEnded, [.killGroup, .finish(.killed(.cancelled))]))
    check(
      (.outputEnded, []), (.timedOut, [.terminateGroup, .startGrace(.polite)]),
      (.exited, [.killGroup, .finish(.killed(.timedOut))]))
    check(
      (.timedOut, [.terminateGroup, .startGrace(.polite)]), (.exited, []),
      (.graceOver, [.killGroup, .finish(.killed(.timedOut))]))
  }

  func testAKilledChildIsAwaited() {
    check(
      (.timedOut, [.terminateGroup, .startGrace(.polite)]),
      (.graceOver, [.killGroup, .startGrace(.final)]),
      (.exited, [.finish(.killed(.timedOut))]))
  }

  func testAnOpenOutputDelaysTheEndOnlyForAWhile() {
    check((.exited, [.startGrace(.drain)]), (.graceOver, [.finish(.ended)]))
    check(
      (.exited, [.startGrace(.drain)]), (.timedOut, []), (.cancelled, []),
      (.outputEnded, [.finish(.ended)]))
  }

  func testTheUsualEnd() {
    check((.outputEnded, []), (.exited, [.finish(.ended)]))
  }
}
