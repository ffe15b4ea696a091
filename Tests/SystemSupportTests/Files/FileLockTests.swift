import Foundation
import SystemSupport
import TestSupport
import XCTest

final class FileLockTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh

  private func lock(_ name: String = "app.cfg", state: String? = nil) throws -> FileLock {
    try FileLock(
      destination: directory.file(name), stateDirectory: state.map { directory.file($0) })
  }

  func testASecondLockIsRefusedAndNamesTheHolder() throws {
    let first = try lock()
    XCTAssertThrowsError(try lock()) { error in
      XCTAssertEqual(
        "\(error)", "process \(getpid()) manages `\(directory.file("app.cfg"))` already")
    }
    let other = try lock("other.cfg")
    first.release()
    first.release()
    other.release()
    XCTAssertEqual(directory.names, [])
    try lock().release()
  }

  func testAMissingDirectoryIsAnError() {
    XCTAssertThrowsError(try lock("no/app.cfg")) { error in
      XCTAssertTrue("\(error)".contains("No such file or directory"), "\(error)")
    }
  }

  func testTheLockEndsWithItsLastReference() throws {
    do { _ = try lock(state: "state") }
    XCTAssertEqual(directory.names, ["state"])
    try lock(state: "state").release()
  }

  /// The holder was killed while it started a child, which has the lock for a moment.
  func testALockThatADeadProcessLeftToItsChildIsAwaited() async throws {
    let dead = try RunningProcess("/bin/true")
    _ = await dead.waitForEnd()
    try directory.write("\(dead.pid)\n", to: ".app.cfg.trimtab-lock")
    let child = try RunningProcess(
      "/usr/bin/flock",
      [directory.file(".app.cfg.trimtab-lock"), "/bin/sh", "-c", "touch held; sleep 0.2"],
      directory: directory.path)
    let isHeld = await eventually { directory.names.contains("held") }
    XCTAssertTrue(isHeld, child.standardError)
    try lock().release()
  }

  func testAStaleLockFileDoesNotLock() throws {
    try directory.write("99\n", to: ".app.cfg.trimtab-lock")
    try lock().release()
  }
}
