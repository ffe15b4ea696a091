import AgentConfiguration
import AgentCore
import SystemSupport
import XCTest

final class ResourceMachineTests: XCTestCase {
  private let start = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

  /// A conversation: each event at a second, and the action expected in return.
  private func check(
    quiescence: ResourceSettings.Quiescence? = nil,
    _ steps: [(Double, ResourceMachine.Event, ResourceMachine.Action)],
    file: StaticString = #filePath, line: UInt = #line
  ) -> ResourceMachine {
    var machine = ResourceMachine(quiescence: quiescence)
    for (number, (second, event, expected)) in steps.enumerated() {
      let action = machine.receive(event, at: at(second), using: &random)
      XCTAssertEqual(action, expected, "step \(number + 1)", file: file, line: line)
    }
    return machine
  }

  private let quiet = ResourceSettings.Quiescence(minimum: .seconds(1), maximum: .seconds(4))

  func testChangedInputsRenderAtOnceWithoutQuiescence() {
    _ = check([(0, .inputsChanged, .render), (0, .rendered(.unchanged), .nothing)])
  }

  func testIncompleteRenderingWaitsForInputs() {
    let machine = check([(0, .inputsChanged, .render), (0, .rendered(.incomplete), .nothing)])
    XCTAssertEqual(machine.phase, .idle)
    XCTAssertNil(machine.deadline)
  }

  func testFirstCompleteRenderingDoesNotWaitForQuiescence() {
    _ = check(
      quiescence: quiet,
      [
        (0, .inputsChanged, .render), (0, .rendered(.incomplete), .nothing),
        (0.1, .inputsChanged, .render), (0.1, .rendered(.changed), .install),
      ])
  }

  func testQuiescenceWaitsUntilChangesSettle() {
    _ = check(
      quiescence: quiet,
      [
        (0, .inputsChanged, .render), (0, .rendered(.unchanged), .nothing),
        (10, .inputsChanged, .nothing), (10.9, .tick, .nothing), (10.9, .inputsChanged, .nothing),
        (11.5, .tick, .nothing), (11.9, .tick, .render),
      ])
  }

  func testQuiescenceNeverWaitsBeyondItsMaximum() {
    _ = check(
      quiescence: quiet,
      [
        (0, .inputsChanged, .render), (0, .rendered(.unchanged), .nothing),
        (10, .inputsChanged, .nothing), (10.9, .inputsChanged, .nothing),
        (11.8, .inputsChanged, .nothing), (12.7, .inputsChanged, .nothing),
        (13.6, .inputsChanged, .nothing), (14.0, .tick, .render),
      ])
  }

  func testChangesDuringAnInstallationRenderAgainAfterIt() {
    _ = check([
      (0, .inputsChanged, .render), (0, .rendered(.changed), .install),
      (1, .inputsChanged, .nothing), (2, .installed(.committed), .render),
    ])
  }

  func testRefusedInstallationIsNotRetriedUntilInputsChange() {
    let machine = check([
      (0, .inputsChanged, .render), (0, .rendered(.changed), .install),
      (1, .installed(.refused), .nothing), (99, .tick, .nothing),
      (100, .inputsChanged, .render), (100, .rendered(.refusedBefore), .nothing),
    ])
    XCTAssertNil(machine.deadline)
  }

  func testFailedInstallationIsRetriedUntilItSucceeds() throws {
    var machine = check([
      (0, .inputsChanged, .render), (0, .rendered(.changed), .install),
      (1, .installed(.failed), .nothing),
    ])
    let due = try XCTUnwrap(machine.deadline)
    XCTAssertEqual(machine.receive(.tick, at: due, using: &random), .render)
    XCTAssertEqual(machine.receive(.rendered(.changed), at: due, using: &random), .install)
  }

  func testNewInputsDoNotWaitForTheRetryOfAFailedInstallation() {
    _ = check([
      (0, .inputsChanged, .render), (0, .rendered(.changed), .install),
      (1, .inputsChanged, .nothing), (1, .installed(.failed), .render),
    ])
  }
}
