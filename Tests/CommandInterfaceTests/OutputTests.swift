import CommandInterface
import Synchronization
import SystemSupport
import XCTest

#if canImport(Glibc)
  import Glibc
#endif

final class OutputTests: XCTestCase {
  private final class Counter: Sendable {
    let calls = Mutex(0)
  }

  private func output(failing error: Int32, _ counter: Counter) -> Output {
    Output(isTerminal: true) { _ in
      counter.calls.withLock { $0 += 1 }
      return error
    }
  }

  func testAReaderThatWentAwayIsNoFault() {
    let counter = Counter()
    let broken = output(failing: EPIPE, counter)
    broken.line("a")
    broken.line("b")
    XCTAssertTrue(broken.isClosed)
    XCTAssertNil(broken.failure)
    XCTAssertEqual(counter.calls.withLock { $0 }, 1)
  }

  func testAFullDiskIsAFault() {
    let full = output(failing: ENOSPC, Counter())
    full.line("a")
    XCTAssertEqual(
      full.failure?.description, "cannot write the output: No space left on device")
    let world = Surroundings(environment: [:], standardOutput: full, standardError: full)
    XCTAssertEqual(CommandInterface.main(["trimtab", "version"], in: world), .cannotWrite)
  }

  func testColoursAreForTerminalsUnlessForbidden() {
    let terminal = Output(isTerminal: true) { _ in 0 }
    let file = Output(isTerminal: false) { _ in 0 }
    func uses(_ output: Output, _ choice: String?, _ environment: [String: String] = [:]) -> Bool {
      Surroundings(environment: environment, standardOutput: output, standardError: output)
        .usesColour(on: output, choice: choice)
    }
    XCTAssertTrue(uses(terminal, nil))
    XCTAssertTrue(uses(terminal, "auto"))
    XCTAssertFalse(uses(terminal, nil, ["NO_COLOR": "1"]))
    XCTAssertTrue(uses(terminal, nil, ["NO_COLOR": ""]))
    XCTAssertFalse(uses(terminal, nil, ["TERM": "dumb"]))
    XCTAssertFalse(uses(terminal, "never"))
    XCTAssertFalse(uses(file, nil))
    XCTAssertTrue(uses(file, "always", ["NO_COLOR": "1"]))
  }
}
