import SystemSupport
import TestSupport
import XCTest

final class LogLevelTests: XCTestCase {
  func testAThresholdThatChangesConcernsLogsInUse() {
    let memory = MemoryLog()
    let threshold = LogThreshold(.warning)
    let log = Log(threshold: threshold) { memory.log.write($0.level, $0.message) }.with("a", "b")
    log.info("before")
    threshold.minimum = .info
    log.info("after")
    XCTAssertEqual(memory.lines, ["info after"])
  }

  func testALoweredLogWritesNothingMoreImportant() {
    let memory = MemoryLog()
    let threshold = LogThreshold(.info)
    let log = Log(threshold: threshold) { memory.log.write($0.level, $0.message) }
      .lowered(to: .debug)
    log.error("hidden")
    threshold.minimum = .debug
    log.error("shown")
    XCTAssertEqual(memory.lines, ["debug shown"])
  }
}
