import AgentCore
import Rendering
import XCTest

final class RecordingFilesTests: XCTestCase {
  func testWhatWasSeenIsOutdatedByAnyChangeOfIt() {
    let files = RecordingFiles(FixedFiles(["a": [1]]))
    _ = try? files.contents(of: "a")
    _ = try? files.contents(of: "missing")
    XCTAssertTrue(files.exists("a"))
    XCTAssertFalse(files.exists("b"))
    let memory = files.memory
    func check(_ world: [String: [UInt8]], isOutdated: Bool, line: UInt = #line) {
      XCTAssertEqual(memory.isOutdated(in: FixedFiles(world)), isOutdated, line: line)
    }
    check([:], isOutdated: true)
    check(["a": [2]], isOutdated: true)
    check(["a": [1], "b": []], isOutdated: true)
    check(["a": [1], "missing": []], isOutdated: true)
    check(["a": [1]], isOutdated: false)
  }
}
