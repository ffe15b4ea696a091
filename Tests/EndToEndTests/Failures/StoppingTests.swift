import Foundation
import TestSupport
import XCTest

/// SIGTERM and SIGINT end the agent in time, with status 0 and nothing half done.
final class StoppingTests: XCTestCase {
  func testARunningCheckIsEndedAndNothingInstalled() async throws {
    for signal in [SIGTERM, SIGINT] {
      let agent = try LiveAgent("check = \"./check\"\nreload = \"cat a.cfg >> applied\"")
      try agent.folder.write("old\n", to: "a.cfg")
      try agent.script("check", "touch checking\nexec sleep 1000")
      try agent.start()
      await agent.holds("checking", "")
      agent.send(signal)
      let end = await agent.waitForEnd()
      XCTAssertEqual(end, .exited(0))
      XCTAssertEqual(
        agent.log,
        """
        INFO started version=0.1.0 templates=1 registries=file
        INFO signal name=\(signal == SIGTERM ? "SIGTERM" : "SIGINT")
        INFO stopping
        INFO stopped

        """)
      agent.check("a.cfg", is: "old\n")
      agent.check("applied", is: nil)
      XCTAssertEqual(agent.companions, [])
    }
  }

  func testARunningReloadIsFinished() async throws {
    let agent = try LiveAgent("reload = \"./reload\"")
    try agent.script(
      "reload", "touch reloading\nuntil test -e go; do sleep 0.05; done\ncat a.cfg >> applied")
    try agent.start()
    await agent.holds("reloading", "")
    agent.send(SIGTERM)
    await agent.skips(to: "INFO stopping")
    XCTAssertTrue(agent.isRunning)
    try agent.write("", to: "go")
    await agent.says(
      """
      INFO applied how="ran `./reload`" destinations=a.cfg took=TIME
      INFO stopped

      """)
    let end = await agent.waitForEnd()
    XCTAssertEqual(end, .exited(0))
    agent.check("applied", is: "red\n")
    XCTAssertEqual(agent.companions, [])
  }

  func testAHangingReloadStaysPendingWhenTheAgentStops() async throws {
    let agent = try LiveAgent("reload = \"./reload\"\nreload_timeout = \"1s\"")
    try agent.script("reload", "touch reloading\nexec sleep 1000")
    try agent.start()
    await agent.holds("reloading", "")
    await agent.stop(leaving: [".a.cfg.trimtab-pending"])
  }
}
