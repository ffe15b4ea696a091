import Foundation
import ProcessControl
import SystemSupport
import TestSupport
import XCTest

final class ChildCommandTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh

  private func shell(_ text: String, _ change: (inout ChildCommand) -> Void = { _ in })
    -> ChildCommand
  {
    var command = ChildCommand(.shell(text))
    change(&command)
    return command
  }

  private func checkFails(
    _ command: ChildCommand, _ code: ProcessError.Code, _ parts: String..., line: UInt = #line
  ) async {
    do {
      let result = try await command.run()
      XCTFail("expected \(code), found \(result.ending)", line: line)
    } catch {
      XCTAssertEqual(error.code, code, "\(error)", line: line)
      for part in parts { XCTAssertTrue("\(error)".contains(part), "\(error)", line: line) }
    }
  }

  private func check(
    _ command: ChildCommand, _ output: String, _ ending: ProcessEnding = .exited(status: 0),
    line: UInt = #line
  ) async throws {
    let result = try await command.run()
    XCTAssertEqual(result.output.text, output, line: line)
    XCTAssertEqual(result.ending, ending, line: line)
  }

  /// Waits for a process which a test command left behind to be gone.
  private func checkIsGone(_ file: String, line: UInt = #line) async throws {
    let text = try XCTUnwrap(directory.text(file), line: line)
    let process = try XCTUnwrap(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    let isGone = await eventually { !isRunning(process) }
    XCTAssertTrue(isGone, "process \(process) lives", line: line)
  }

  /// A zombie whose new parent does not collect it is not running.
  private func isRunning(_ process: Int32) -> Bool {
    guard let bytes = try? FileSystem.real.read("/proc/\(process)/stat") else { return false }
    return !String(decoding: bytes, as: UTF8.self).contains(") Z ")
  }

  // MARK: failures

  func testAMissingProgramNamesItAndThePath() async {
    var command = ChildCommand(.arguments(["no-such-program", "x"]))
    command.additions["PATH"] = "/usr/bin:/nowhere"
    await checkFails(command, .notFound, "`no-such-program`", "PATH `/usr/bin:/nowhere`")
    await checkFails(ChildCommand(.arguments(["/no/such"])), .notFound, "`/no/such`")
    await checkFails(ChildCommand(.arguments([])), .notFound, "empty name")
    await checkFails(ChildCommand(.arguments([""])), .notFound, "empty name")
  }

  func testWhatIsNotExecutableSaysSo() async throws {
    let plain = try directory.write("echo", to: "plain")
    await checkFails(ChildCommand(.arguments([plain])), .notExecutable, "not executable")
    await checkFails(
      ChildCommand(.arguments([directory.path])), .notExecutable, "not a regular file")
    chmod(plain, 0o755)
    await checkFails(ChildCommand(.arguments([plain])), .notExecutable, "neither a program nor")
    let script = try directory.write("#!/no/such/interpreter\n", to: "script")
    chmod(script, 0o755)
    await checkFails(ChildCommand(.arguments([script])), .notExecutable, "interpreter")
  }

  func testAMissingWorkingDirectorySaysSo() async {
    await checkFails(
      shell("true") { $0.workingDirectory = "/no/such" }, .cannotStart,
      "working directory `/no/such`")
  }

  func testAZeroByteIsRefused() async {
    await checkFails(ChildCommand(.arguments(["/bin/echo", "a\0b"])), .cannotStart, "zero byte")
  }

  func testAHangingCommandIsKilledWithItsChildren() async throws {
    let command = shell("sleep 1000 & echo $! > \(directory.file("pid")); echo waiting; wait") {
      $0.timeout = .milliseconds(300)
    }
    do {
      _ = try await command.run()
      XCTFail("it must not end by itself")
    } catch {
      XCTAssertEqual(error.code, .timedOut)
      XCTAssertEqual(error.output.text, "waiting")
      XCTAssertTrue("\(error)".contains("took longer than 0.3 seconds"), "\(error)")
    }
    try await checkIsGone("pid")
  }

  func testACommandThatIgnoresThePoliteSignalIsKilledWithItsChildren() async throws {
    let command = shell(
      "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > \(directory.file("pid")); "
        + "while :; do sleep 1; done' & "
        + "while :; do sleep 1; done"
    ) {
      $0.timeout = .milliseconds(300)
      $0.killGrace = .milliseconds(100)
    }
    await checkFails(command, .timedOut)
    try await checkIsGone("pid")
  }

  func testAChildThatIgnoresThePoliteSignalAndClosedItsOutputIsKilledToo() async throws {
    let command = shell(
      "sh -c 'trap \"\" TERM; echo $$ > \(directory.file("pid")); while :; do sleep 1; done' "
        + ">/dev/null 2>&1 & wait"
    ) {
      $0.timeout = .milliseconds(300)
      $0.killGrace = .milliseconds(100)
    }
    await checkFails(command, .timedOut)
    try await checkIsGone("pid")
  }

  func testCancellationKillsTheGroup() async throws {
    let command = shell("sleep 1000 & echo $! > \(directory.file("pid")); wait")
    let task = Task { () -> ProcessError.Code? in
      do {
        _ = try await command.run()
        return nil
      } catch {
        return (error as? ProcessError)?.code
      }
    }
    let isStarted = await eventually { directory.text("pid")?.hasSuffix("\n") == true }
    XCTAssertTrue(isStarted)
    task.cancel()
    let code = await task.value
    XCTAssertEqual(code, .cancelled)
    try await checkIsGone("pid")
  }

  func testACancelledTaskStartsNothing() async {
    let file = directory.file("started")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      _ = try? await ChildCommand(.shell("touch \(file)")).run()
    }
    await task.value
    XCTAssertNil(directory.text("started"))
  }

  func testAFloodOfOutputIsCutToItsEnd() async throws {
    let result = try await shell(
      "head -c 20000000 /dev/zero | tr '\\0' x; printf end"
    ) { $0.outputLimit = 1000 }.run()
    XCTAssertEqual(result.output.bytes.count, 1000)
    XCTAssertEqual(result.output.forgotten, 20_000_003 - 1000)
    XCTAssertTrue(result.output.text.hasPrefix("[19999003 bytes left out]\nxxx"))
    XCTAssertTrue(result.output.text.hasSuffix("xend"))
  }

  func testAnEndlessFloodIsStoppedByTheTimeout() async throws {
    await checkFails(shell("yes") { $0.timeout = .milliseconds(200) }, .timedOut)
  }

  func testABackgroundProcessThatKeepsTheOutputOpenNeitherDelaysNorDies() async throws {
    let command = shell(
      "sh -c 'echo $$ > \(directory.file("pid")); while :; do echo noise; sleep 0.01; done' & "
        + "echo started"
    ) { $0.timeout = .seconds(60) }
    let result = try await command.run()
    XCTAssertTrue(result.ending.isSuccess)
    let isStarted = await eventually { directory.text("pid")?.hasSuffix("\n") == true }
    XCTAssertTrue(isStarted)
    let process = try XCTUnwrap(Int32(try XCTUnwrap(directory.text("pid")).dropLast()))
    XCTAssertTrue(isRunning(process))
    kill(process, SIGKILL)
  }

  // MARK: endings and output

  func testEndingsAreReported() async throws {
    try await check(shell("true"), "")
    try await check(shell("echo out; echo err >&2; exit 3"), "out\nerr", .exited(status: 3))
    try await check(shell("kill -USR1 $$"), "", .signalled(.user1))
    XCTAssertEqual("\(ProcessEnding.exited(status: 3))", "exit status 3")
    XCTAssertEqual("\(ProcessEnding.signalled(.kill))", "killed by SIGKILL")
  }

  func testArgumentsArriveAsTheyAre() async throws {
    try await check(
      ChildCommand(.arguments(["printf", "<%s>", "a b", "$HOME", "", "é'\""])),
      "<a b><$HOME><><é'\">")
  }

  func testEnvironmentAndDirectoryAreTheCommands() async throws {
    setenv("TRIMTAB_TEST_REMOVED", "1", 1)
    defer { unsetenv("TRIMTAB_TEST_REMOVED") }
    let command = shell("echo ${TRIMTAB_TEST_REMOVED-gone} $ADDED; pwd") {
      $0.removals = ["TRIMTAB_TEST_REMOVED"]
      $0.additions = ["ADDED": "yes"]
      $0.workingDirectory = directory.path
    }
    try await check(command, "gone yes\n\(directory.path)")
  }

  func testTheChildHasNoDescriptorsOfOursAnEmptyInputAndDefaultSignals() async throws {
    // Without close-on-exec on purpose.
    let leaked = open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    try await check(shell("ls /proc/self/fd | tr '\\n' ' '; cat"), "0 1 2 3")
    signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, SIG_DFL) }
    let mask = try await shell("grep -E 'Sig(Ign|Blk)' /proc/self/status | cut -f2").run()
    for line in mask.output.text.split(separator: "\n") {
      // The C library itself leaves its two internal signals ignored.
      XCTAssertEqual(try XCTUnwrap(UInt64(line, radix: 16)) & ~0x1_8000_0000, 0, "\(line)")
    }
  }

  func testTheChildLeadsAGroupOfItsOwn() async throws {
    try await check(shell("test $(ps -o pgid= -p $$) -eq $$ && echo leader"), "leader")
  }

  func testManyCommandsAtOnceLeaveNoDescriptorsBehind() async throws {
    try await check(shell("true"), "")
    let before = try descriptors().count
    for _ in 0..<5 {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            let result = try? await ChildCommand(.shell("echo \(number)")).run()
            XCTAssertEqual(result?.output.text, "\(number)")
          }
        }
      }
    }
    let isClean = try await eventually { try descriptors().count <= before }
    let left = try descriptors()
    XCTAssertTrue(isClean, "\(before) before, now \(left)")
  }

  /// What is open, without what the concurrency runtime opens for itself whenever it likes.
  private func descriptors() throws -> [String] {
    let ofTheRuntime = ["[eventfd]", "[timerfd]", "[eventpoll]"]
    return try FileSystem.real.list("/proc/self/fd").compactMap { name in
      guard let target = try? FileSystem.real.readLink("/proc/self/fd/\(name)") else { return nil }
      return ofTheRuntime.contains { target.hasSuffix($0) } ? nil : "\(name) -> \(target)"
    }
  }
}
