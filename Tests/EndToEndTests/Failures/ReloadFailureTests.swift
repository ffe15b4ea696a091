import Foundation
import TestSupport
import XCTest

/// A reload is postponed or merged, never dropped.
final class ReloadFailureTests: XCTestCase {
  private func agent(_ settings: String = "") throws -> LiveAgent {
    let agent = try LiveAgent("reload = \"./reload\"\n" + settings)
    try agent.script("reload", "cat a.cfg >> applied")
    return agent
  }

  /// An agent whose reload has failed with status 3.
  private func failing() async throws -> LiveAgent {
    let agent = try agent()
    try agent.script("reload", "exit 3")
    try agent.start()
    await agent.skips(to: failed)
    return agent
  }

  private let failed = """
    ERROR apply failed; the new file is installed and the apply stays pending \
    how="run `./reload`" destinations=a.cfg error=
    """

  func testAFailingReloadIsRepeatedUntilItSucceeds() async throws {
    let agent = try agent()
    try await agent.startAndInstall()
    try agent.script("reload", "echo busy\nexit 3")
    try agent.setColour("blue")
    await agent.says(
      """
      INFO installed template=a.cfg destination=a.cfg bytes=5 lines="+1 -1"
      \(failed)"`./reload` failed: exit status 3\\nbusy" failures=1
      \(failed)"`./reload` failed: exit status 3\\nbusy" failures=2

      """)
    agent.check("a.cfg", is: "blue\n")
    XCTAssertEqual(agent.companions, [".a.cfg.trimtab-lock", ".a.cfg.trimtab-pending"])
    try agent.script("reload", "cat a.cfg >> applied")
    await agent.skips(to: "INFO applied how=\"ran `./reload`\" destinations=a.cfg took=TIME")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\nblue\n")
  }

  func testTheDifferenceSaysThatARightFileIsNotApplied() async throws {
    let agent = try await failing()
    let program = try TrimtabAgent(in: agent.folder)
    let pending = try await program.run("diff")
    XCTAssertEqual(pending.status, 1, pending.standardError)
    XCTAssertEqual(pending.standardOutput, "")
    XCTAssertTrue(
      pending.standardError.contains("` has the right contents, which are not applied yet; "),
      pending.standardError)
    try agent.script("reload", "true")
    await agent.skips(to: "INFO applied")
    await agent.stop()
    let settled = try await program.run("diff")
    XCTAssertEqual(settled.status, 0, settled.standardError)
    XCTAssertEqual(settled.standardError, "")
  }

  /// Has the agent keep its marks in another directory.
  private func move(_ agent: LiveAgent, to directory: String) throws {
    try agent.configure("reload = \"./reload\"\n")
    try agent.write(
      "state_dir = \"\(directory)\"\n" + (agent.folder.text("trimtab.toml") ?? ""),
      to: "trimtab.toml")
  }

  private func isAppliedAfterARestart(_ agent: LiveAgent) async throws {
    try await agent.killAndWait()
    try agent.script("reload", "cat a.cfg >> applied")
    try agent.start()
    await agent.skips(
      to: "INFO an earlier run installed this file without applying it; applying it now")
    await agent.holds("applied", "red\n")
  }

  func testAFailedReloadIsRepeatedThoughMarksAreToBeElsewhereAfterARestart() async throws {
    let agent = try await failing()
    try await agent.killAndWait()
    try move(agent, to: "state")
    try agent.start()
    await agent.skips(to: failed)
    try await isAppliedAfterARestart(agent)
    await agent.stop(leaving: [".a.cfg.trimtab-lock"])
  }

  func testMarksFollowWhileTheAgentRuns() async throws {
    let agent = try await failing()
    try move(agent, to: "one")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO configuration read again")
    await agent.skips(to: failed)
    try move(agent, to: "two")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO configuration read again")
    await agent.skips(to: failed)
    try await isAppliedAfterARestart(agent)
    await agent.stop()
    XCTAssertEqual(agent.folder.names.filter { $0.contains("pending") }, [])
  }

  func testAFailedReloadIsRepeatedThoughALinkLeadsElsewhereNow() async throws {
    let agent = try agent()
    try agent.script("reload", "exit 3")
    for name in ["old", "new"] { try agent.write("", to: name) }
    let link = agent.folder.file("a.cfg")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "old")
    try agent.start()
    await agent.skips(to: failed)
    try await agent.killAndWait()
    try agent.write("red\n", to: "new")
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "new")
    try await isAppliedAfterARestart(agent)
    // A lock goes by the file, and the killed agent could not remove it.
    await agent.stop(leaving: [".old.trimtab-lock"])
  }

  func testAFailedReloadIsRepeatedAfterARestart() async throws {
    let agent = try await failing()
    await agent.stop(leaving: [".a.cfg.trimtab-pending"])
    try agent.script("reload", "cat a.cfg >> applied")
    try agent.start()
    await agent.says(
      """
      INFO started version=V templates=1 registries=file
      INFO an earlier run installed this file without applying it; applying it now \
      destination=a.cfg
      INFO applied how="ran `./reload`" destinations=a.cfg took=TIME

      """)
    await agent.stop(saying: "")
    agent.check("applied", is: "red\n")
  }

  func testNewInputDoesNotWaitForTheRetry() async throws {
    let agent = try agent()
    try agent.script("reload", "grep -q blue a.cfg && cat a.cfg >> applied")
    try agent.start()
    await agent.skips(to: failed)
    try agent.setColour("blue")
    await agent.skips(to: "INFO applied")
    await agent.stop(saying: "")
    agent.check("applied", is: "blue\n")
  }

  func testAHangingReloadIsKilledAndRepeated() async throws {
    let agent = try agent("reload_timeout = \"200ms\"")
    try agent.script("reload", "sleep 1000")
    try agent.start()
    await agent.skips(to: "INFO installed")
    await agent.says(
      "\(failed)\"`./reload` took longer than 0.2 seconds and was killed\" failures=1\n")
    try agent.script("reload", "cat a.cfg >> applied")
    await agent.skips(to: "INFO applied")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\n")
  }

  func testAMissingReloadProgramIsNamed() async throws {
    let agent = try LiveAgent("reload = [\"no-such-program\", \"now\"]")
    try agent.start()
    await agent.skips(to: "INFO installed")
    await agent.says(
      """
      ERROR apply failed; the new file is installed and the apply stays pending \
      how="run `no-such-program now`" destinations=a.cfg error="cannot find program \
      `no-such-program` in PATH `/usr/sbin:/usr/bin:/sbin:/bin`" failures=1

      """)
    agent.check("a.cfg", is: "red\n")
    // A corrected configuration applies what the wrong one could not.
    try agent.configure("reload = \"cat a.cfg >> applied\"")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO applied how=\"ran `cat a.cfg >> applied`\" destinations=a.cfg")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\n")
  }

  func testAPendingApplyOfATemplateThatComesBackIsDone() async throws {
    let agent = try await failing()
    let configuration = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      configuration.replacingOccurrences(of: "a.cfg", with: "b.cfg"), to: "trimtab.toml")
    agent.send(SIGHUP)
    await agent.holds("b.cfg", "red\n")
    // The script must not mend itself under the apply of the other file.
    await agent.skips(to: "ERROR apply failed")
    try agent.script("reload", "cat a.cfg >> applied")
    try agent.write(configuration, to: "trimtab.toml")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO an earlier run installed this file without applying it")
    await agent.skips(to: "INFO applied")
    agent.check("applied", is: "red\n")
  }

  func testTwoTemplatesWithTheSameReloadShareItsRuns() async throws {
    let agent = try LiveAgent("reload = \"./reload\"")
    try agent.write(
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      reload = "./reload"
      [[template]]
      source = "a.tmpl"
      destination = "b.cfg"
      reload = "./reload"

      """, to: "trimtab.toml")
    try agent.script("reload", "cat a.cfg b.cfg >> applied")
    try agent.start()
    await agent.skips(
      to: "INFO applied how=\"ran `./reload`\" destinations=\"a.cfg, b.cfg\" took=TIME")
    try agent.setColour("blue")
    await agent.skips(to: "INFO applied")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\nred\nblue\nblue\n")
  }

  func testACheckThatHangsHoldsTheSharedReloadBackOnlyAsLongAsItRuns() async throws {
    let agent = try agent()
    try agent.configure(
      """
      reload = "./reload"
      [[template]]
      source = "a.tmpl"
      destination = "b.cfg"
      check = "sleep 1000"
      check_timeout = "300ms"
      reload = "./reload"
      """)
    try agent.start()
    await agent.skips(to: "ERROR check could not be run")
    await agent.skips(to: "INFO applied how=\"ran `./reload`\" destinations=a.cfg took=TIME")
    agent.check("applied", is: "red\n")
    await agent.stop()
  }

  func testASignalWaitsForItsPidFile() async throws {
    let agent = try LiveAgent("signal = { name = \"HUP\", pid_file = \"server.pid\" }")
    try agent.start()
    await agent.skips(to: "INFO installed")
    await agent.says(
      """
      ERROR apply failed; the new file is installed and the apply stays pending \
      how="send SIGHUP to the process of `server.pid`" destinations=a.cfg \
      error="cannot use pid file `server.pid`: cannot open `server.pid`: No such file or \
      directory" failures=1

      """)
    let server = try RunningProcess(
      "/bin/sh",
      [
        "-c",
        "trap 'touch hupped' HUP; echo $$ > pid; mv pid server.pid; while :; do sleep 1; done",
      ],
      directory: agent.folder.path)
    await agent.holds("hupped", "")
    await agent.skips(to: "INFO applied how=\"sent SIGHUP to process PID of `server.pid`\"")
    await agent.stop(saying: "")
    try await server.stop(SIGKILL)
  }
}
