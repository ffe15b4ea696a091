import Foundation
import TestSupport
import XCTest

/// What its check does not accept is never installed.
final class CheckFailureTests: XCTestCase {
  private let settings = """
    check = "./check {{.src}}"
    reload = "cat a.cfg >> applied"
    """

  /// An agent that has installed and applied `red`.
  private func agent(_ settings: String = "") async throws -> LiveAgent {
    let agent = try LiveAgent(self.settings + "\n" + settings)
    try agent.script("check", "exit 0")
    try await agent.startAndInstall()
    return agent
  }

  func testARefusedFileIsNotInstalledAndNotCheckedAgainUntilTheInputChanges() async throws {
    let agent = try await agent()
    try agent.script(
      "check",
      """
      echo once >> checks
      grep -v -e blue -e pink $1 && exit 0
      echo no such colour >&2
      exit 4
      """)
    try agent.setColour("blue")
    await agent.says(
      """
      ERROR check refused the new file; the installed file stays template=a.cfg \
      destination=a.cfg detail="check `./check .a.cfg.trimtab-stage-X` failed: exit status 4\\n\
      no such colour"

      """)
    agent.check("a.cfg", is: "red\n")
    XCTAssertEqual(agent.companions, [".a.cfg.trimtab-lock"])
    // Data that render to the same bytes, and others that are refused, too.
    try agent.write("[keys]\ncolour = \"blue\"\nshape = \"round\"\n", to: "services.toml")
    try agent.setColour("pink")
    await agent.skips(to: "ERROR check refused")
    agent.check("a.cfg", is: "red\n")
    agent.check("checks", is: "once\nonce\n")

    try agent.setColour("green")
    await agent.says(
      """
      INFO installed template=a.cfg destination=a.cfg bytes=6 lines="+1 -1"
      INFO applied how="ran `cat a.cfg >> applied`" destinations=a.cfg took=TIME

      """)
    agent.check("a.cfg", is: "green\n")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\ngreen\n")
  }

  func testTheOldColourNeedsNoInstallationAfterARefusal() async throws {
    let agent = try await agent()
    try agent.script("check", "exit 1")
    try agent.setColour("blue")
    await agent.skips(to: "ERROR check refused")
    try agent.setColour("red")
    await agent.stop(saying: "")
    agent.check("applied", is: "red\n")
  }

  func testAHangingCheckIsKilledWithItsGroupAndTriedAgain() async throws {
    let agent = try await agent("check_timeout = \"200ms\"")
    try agent.script(
      "check", "sleep 1000 &\necho $! > grandchild.fresh\nmv grandchild.fresh grandchild\nwait")
    try agent.setColour("blue")
    await agent.says(
      """
      ERROR check could not be run; the installed file stays template=a.cfg destination=a.cfg \
      detail="`./check .a.cfg.trimtab-stage-X` took longer than 0.2 seconds and was killed"

      """)
    agent.check("a.cfg", is: "red\n")
    let grandchild = try XCTUnwrap(
      agent.folder.text("grandchild").flatMap { pid_t($0.trimmingCharacters(in: .newlines)) })
    let isGone = await eventually { ProcessList.hasEnded(grandchild) }
    XCTAssertTrue(isGone, "the check's own child lives on")
    try agent.script("check", "exit 0")
    await agent.says(
      """
      INFO installed template=a.cfg destination=a.cfg bytes=5 lines="+1 -1"
      INFO applied how="ran `cat a.cfg >> applied`" destinations=a.cfg took=TIME

      """)
    await agent.stop(saying: "")
    agent.check("applied", is: "red\nblue\n")
  }

  func testAMissingCheckIsTriedAgainUntilItIsThere() async throws {
    let agent = try await agent()
    try agent.remove("check")
    try agent.setColour("blue")
    await agent.says(
      """
      ERROR check could not be run; the installed file stays template=a.cfg destination=a.cfg \
      detail="check `./check .a.cfg.trimtab-stage-X` failed: exit status 127\\n\
      /bin/sh: 1: ./check: not found"

      """)
    agent.check("a.cfg", is: "red\n")
    try agent.script("check", "exit 0")
    await agent.holds("applied", "red\nblue\n")
    await agent.stop()
  }

  func testOfAFloodOfOutputTheEndIsShown() async throws {
    let agent = try await agent()
    try agent.script("check", "yes | head -c 50000000\necho the end\nexit 1")
    try agent.setColour("blue")
    await agent.skips(to: "ERROR check refused the new file")
    XCTAssertTrue(agent.log.hasSuffix("y\\ny\\nthe end\"\n"), String(agent.log.suffix(100)))
    XCTAssertTrue(agent.log.contains("[49991816 bytes left out]\\n"), agent.log)
    XCTAssertLessThan(agent.log.utf8.count, 20_000)
    agent.check("a.cfg", is: "red\n")
    await agent.stop(saying: "")
  }
}
