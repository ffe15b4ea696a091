import Foundation
import ProcessControl
import Synchronization
import SystemSupport
import TestSupport
import XCTest

@testable import LoadBalancing

final class ReloaderTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh
  private let change = AppliedChange(files: [AppliedChange.File(path: "/etc/app.cfg")])

  private func checkFails(
    _ reloader: any Reloader, _ code: ReloadError.Code, _ part: String, output: String = "",
    line: UInt = #line
  ) async {
    do {
      let report = try await reloader.apply(change)
      XCTFail("expected \(code), found \(report)", line: line)
    } catch {
      XCTAssertEqual(error.code, code, "\(error)", line: line)
      XCTAssertTrue("\(error)".contains(part), "\(error)", line: line)
      XCTAssertEqual(error.output, output, line: line)
    }
  }

  private func command(_ text: String, timeout: Duration = .seconds(30)) -> CommandReloader {
    CommandReloader(ChildCommand(.shell(text), timeout: timeout))
  }

  private func signal(_ pid: String?) throws -> SignalReloader {
    if let pid { try directory.write(pid, to: "pid") }
    return SignalReloader(signal: .user1, pidFile: directory.file("pid"))
  }

  // MARK: commands

  func testAFailingCommandIsAnErrorWithItsOutput() async {
    await checkFails(
      command("echo nope; exit 3"), .refused, "`echo nope; exit 3` failed: exit status 3",
      output: "nope")
    await checkFails(command("kill -9 $$"), .refused, "killed by SIGKILL")
  }

  func testAHangingCommandIsAnError() async {
    await checkFails(
      command("echo before; sleep 1000", timeout: .milliseconds(200)), .timedOut,
      "took longer than", output: "before")
  }

  func testAMissingCommandIsAnError() async {
    await checkFails(
      CommandReloader(ChildCommand(.arguments(["no-such-program"]))), .cannotStart,
      "`no-such-program`")
  }

  func testASuccessfulCommandIsReported() async throws {
    let report = try await command("echo reloaded {{.dest}}").apply(change)
    XCTAssertEqual(
      report,
      ReloadReport(
        method: .command, summary: "ran `echo reloaded /etc/app.cfg`",
        output: "reloaded /etc/app.cfg"))
  }

  func testNothingToDoIsReported() async throws {
    let report = try await NoReloader().apply(change)
    XCTAssertEqual(report.method, .none)
  }

  // MARK: signals

  func testAPidFileThatCannotBeUsedIsAnError() async throws {
    await checkFails(try signal(nil), .badPidFile, "No such file or directory")
    await checkFails(try signal(""), .badPidFile, "found nothing")
    await checkFails(try signal("nginx\n"), .badPidFile, "found `nginx`")
    await checkFails(try signal("0\n"), .badPidFile, "found `0`")
    await checkFails(try signal("1\n"), .badPidFile, "found `1`")
    await checkFails(try signal("-1\n"), .badPidFile, "found `-1`")
    await checkFails(try signal("+5\n"), .badPidFile, "found `+5`")
    await checkFails(try signal("99999999999\n"), .badPidFile, "found `99999999999`")
    await checkFails(
      try signal(String(repeating: " ", count: 300)), .badPidFile, "more than 256 bytes")
    await checkFails(try signal("\(getpid())\n"), .badPidFile, "names this process")
  }

  func testAProcessThatIsGoneIsAnError() async throws {
    let result = try await ChildCommand(.shell("echo $$")).run()
    await checkFails(
      try signal(result.output.text), .noProcess, "there is no such process")
  }

  func testASignalArrives() async throws {
    let marker = directory.file("marker")
    let text =
      "trap 'echo got > \(marker); exit' USR1; echo ' '$$ > \(directory.file("pid")); "
      + "while :; do sleep 0.01; done"
    let run = Task { try await ChildCommand(.shell(text)).run() }
    let isStarted = await eventually { directory.text("pid")?.hasSuffix("\n") == true }
    XCTAssertTrue(isStarted)
    let report = try await signal(nil).apply(change)
    XCTAssertEqual(report.method, .signal)
    XCTAssertTrue(report.summary.hasPrefix("sent SIGUSR1 to process "), report.summary)
    _ = try await run.value
    XCTAssertEqual(directory.text("marker"), "got\n")
  }

  /// Starts a shell that notes each SIGUSR1 in `got`, but ignores it until the file `go` is there.
  private func startDeafShell() async throws -> RunningProcess {
    let process = try RunningProcess(
      "/bin/sh",
      [
        "-c",
        """
        trap '' USR1; echo $$ > pid
        while ! [ -e go ]; do sleep 0.01; done
        trap 'echo got >> got' USR1
        while ! [ -s got ]; do sleep 0.01; done
        """,
      ], directory: directory.path)
    try await process.waitUntilReady { directory.text("pid")?.hasSuffix("\n") == true }
    return process
  }

  /// HAProxy's master is such a process for a moment at each reload.
  func testASignalWaitsUntilTheProcessListens() async throws {
    let process = try await startDeafShell()
    let reloader = try signal(nil)
    let apply = Task { [change] in try await reloader.apply(change) }
    try directory.write("", to: "go")
    let report = try await apply.value
    XCTAssertEqual(report.method, .signal)
    let end = await process.waitForEnd()
    XCTAssertEqual(end, .exited(0))
    XCTAssertEqual(directory.text("got"), "got\n")
  }

  func testAProcessThatIgnoresTheSignalIsAnError() async throws {
    let process = try await startDeafShell()
    await checkFails(
      SignalReloader(
        signal: .user1, pidFile: directory.file("pid"), patience: .milliseconds(20)),
      .noProcess, "ignores SIGUSR1")
    try await process.stop()
  }

  func testTheStateOfAProcessIsRead() {
    func check(
      _ state: String, blocked: Int = 0, ignored: Int = 0, caught: Int = 0,
      _ expected: SignalReadiness?, line: UInt = #line
    ) {
      func mask(_ number: Int) -> String { String(number, radix: 16) }
      let status = """
        Name:\thaproxy
        State:\t\(state)
        SigBlk:\t\(mask(blocked))
        SigIgn:\t\(mask(ignored))
        SigCgt:\t\(mask(caught))
        """
      XCTAssertEqual(SignalReadiness(status: status, .hangUp), expected, line: line)
    }
    XCTAssertNil(SignalReadiness(status: "", .hangUp))
    XCTAssertNil(SignalReadiness(status: "State:\tS\nSigBlk:\tzz", .hangUp))
    check("Z (zombie)", caught: 1, .ended)
    check("S (sleeping)", .starting)
    check("S (sleeping)", blocked: 1, .blocking)
    check("S (sleeping)", blocked: 1, caught: 1, .blocking)
    check("S (sleeping)", ignored: 1, .ignoring)
    check("S (sleeping)", blocked: 1, ignored: 1, .ignoring)
    check("S (sleeping)", caught: 1, .ready)
    check("S (sleeping)", blocked: 2, ignored: 2, caught: 1, .ready)
  }
}
