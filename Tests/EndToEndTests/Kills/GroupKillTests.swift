import TestSupport
import XCTest

/// `kill -9` before each single step of a group's installation: all files or none, and never a
/// mixture after a restart.
final class GroupKillTests: XCTestCase {
  private static let names = ["a.cfg", "b.cfg"]

  private func text(_ colour: String) -> String {
    String(repeating: "the colour is \(colour)\n", count: 50)
  }

  private func agent() throws -> LiveAgent {
    let agent = try LiveAgent(colour: "new")
    try agent.write(text("{{key \"colour\"}}"), to: "a.tmpl")
    try agent.write(
      """
      registry.file = { path = "services.toml" }
      [group.pair]
      check = "cmp {{.src}} $(dirname {{.src}})/b.cfg"
      reload = "cmp a.cfg b.cfg && cat a.cfg b.cfg >> applied"
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      in_group = "pair"
      [[template]]
      source = "a.tmpl"
      destination = "b.cfg"
      in_group = "pair"

      """, to: "trimtab.toml")
    for name in GroupKillTests.names { try agent.folder.write(text("old"), to: name) }
    return agent
  }

  private func isDone(_ agent: LiveAgent) -> Bool {
    let new = text("new")
    return GroupKillTests.names.allSatisfy { agent.folder.text($0) == new }
      && agent.folder.text("applied")?.contains(new + new) == true
      && !agent.companions.contains { !$0.hasSuffix("-lock") }
  }

  func testAMixtureOfOldAndNewFilesIsCompletedAtTheNextStart() async throws {
    var mixtures = 0
    for step in 1...200 {
      let agent = try agent()
      try agent.start(environment: await KillSwitch.environment(at: step))
      let isOver = await eventually(within: .seconds(60)) { !agent.isRunning || isDone(agent) }
      guard isOver else { return XCTFail("never over: \(agent.log)") }
      agent.send(SIGTERM)
      let end = await agent.waitForEnd()
      if end == .exited(0) {
        XCTAssertGreaterThan(step, 45, "fewer steps than thought")
        return XCTAssertGreaterThan(mixtures, 0, "no kill came between the two files")
      }
      let what = agent.log.split(separator: "\n").last { $0.hasPrefix("killed") } ?? "not killed"
      let found = GroupKillTests.names.map { agent.folder.text($0) }
      for text in found {
        XCTAssertTrue(text == self.text("old") || text == self.text("new"), "\(what): \(found)")
      }
      if found[0] != found[1] { mixtures += 1 }
      try agent.start()
      let isHealed = await eventually(within: .seconds(60)) {
        agent.log.contains("INFO started") && isDone(agent)
      }
      guard isHealed else {
        return XCTFail("not healed: \(what)\n\(agent.log)\n\(agent.folder.names)")
      }
      await agent.stop()
    }
    XCTFail("the agent never came to an end")
  }
}
