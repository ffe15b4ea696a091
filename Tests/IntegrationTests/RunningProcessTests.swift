import TestSupport
import XCTest

/// The tests' own way to run programs.
final class RunningProcessTests: XCTestCase {
  func testAMissingProgramIsAnError() {
    XCTAssertThrowsError(try RunningProcess("/nowhere/program")) { error in
      XCTAssertEqual("\(error)", "cannot start `/nowhere/program`: No such file or directory")
    }
    XCTAssertThrowsError(try ServerBinaries.find("no-such-server")) { error in
      XCTAssertEqual(
        "\(error)", "cannot find `no-such-server`; hint: run Tests/install-servers.sh")
    }
  }

  func testAProgramThatEndsIsNeverReadyAndShowsItsOutput() async throws {
    let process = try RunningProcess("/bin/sh", ["-c", "echo broken >&2; exit 3"])
    do {
      try await process.waitUntilReady { false }
      XCTFail("expected an error")
    } catch {
      XCTAssertTrue("\(error)".contains("ended with exited(3)"), "\(error)")
      XCTAssertTrue("\(error)".contains("broken"), "\(error)")
    }
  }

  func testACommandHasItsInputFolderEnvironmentAndStatus() async throws {
    let folder = try TemporaryDirectory()
    let finished = try await FinishedCommand.run(
      "/bin/sh", ["-c", "cat; pwd; echo $COLOUR; echo no >&2; exit 4"],
      environment: ["COLOUR": "blue", "PATH": "/usr/bin:/bin"], directory: folder.path,
      input: "in\n")
    XCTAssertEqual(finished.status, 4)
    XCTAssertEqual(finished.standardOutput, "in\n\(folder.path)\nblue\n")
    XCTAssertEqual(finished.standardError, "no\n")
  }

  func testAProgramThatIgnoresTheSignalIsKilledWithItsGroup() async throws {
    let folder = try TemporaryDirectory()
    let process = try RunningProcess(
      "/bin/sh", ["-c", "trap '' TERM; sleep 100 & echo $! > child; wait; sleep 100"],
      directory: folder.path)
    let started = await eventually { folder.text("child")?.hasSuffix("\n") == true }
    XCTAssertTrue(started)
    let end = try await process.stop(patience: .milliseconds(50))
    XCTAssertEqual(end, .signalled(SIGKILL))
    let child = try XCTUnwrap(
      folder.text("child").flatMap { pid_t($0.trimmingCharacters(in: .newlines)) })
    let gone = await eventually { self.hasEnded(child) }
    XCTAssertTrue(gone, "the process group was not killed")
  }

  /// Whether a process is gone, or waits only for its parent to notice.
  private func hasEnded(_ pid: pid_t) -> Bool {
    guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
      return true
    }
    return state.contains(") Z ")
  }

  func testATemporaryFolderGoesWithItsLastReference() throws {
    var folder: TemporaryDirectory? = try TemporaryDirectory()
    let path = try XCTUnwrap(folder?.write("text", to: "deep/file"))
    XCTAssertTrue(FileManager.default.fileExists(atPath: path))
    folder = nil
    XCTAssertFalse(FileManager.default.fileExists(atPath: path))
  }
}
