import Foundation
import TestSupport
import XCTest

/// `kill -9` before each single step of the agent's work: the destination is always a complete old
/// or new file, and after a restart the new file has been applied at least once.
final class KillTests: XCTestCase {
  private static let old = text("old")
  private static let new = text("new")

  /// What the template gives for a colour: so much that a half file is recognised.
  private static func text(_ colour: String) -> String {
    String(repeating: "the colour is \(colour)\n", count: 50)
  }

  private static let commands = """
    check = "grep -q colour {{.src}}"
    reload = "cat a.cfg >> applied"
    """

  /// An agent that has not started, whose registry says `new`.
  private func agent(_ settings: String, old: String?) throws -> LiveAgent {
    let agent = try LiveAgent(settings + "\n" + KillTests.commands, colour: "new")
    try agent.write(KillTests.text("{{key \"colour\"}}"), to: "a.tmpl")
    if let old {
      try agent.folder.write(old, to: "a.cfg")
      chmod(agent.folder.file("a.cfg"), 0o600)
    }
    return agent
  }

  private func isApplied(_ agent: LiveAgent, _ text: String) -> Bool {
    agent.folder.text("applied")?.contains(text) == true
      && !agent.companions.contains { !$0.hasSuffix("-lock") }
  }

  /// Runs an agent that is killed at a step. Returns whether it came to its end before.
  private func run(
    _ agent: LiveAgent, killedAt step: Int, until text: String
  ) async throws -> Bool {
    try agent.start(environment: await KillSwitch.environment(at: step))
    let isOver = await eventually(within: .seconds(60)) {
      !agent.isRunning || isApplied(agent, text)
    }
    XCTAssertTrue(isOver, agent.log)
    agent.send(SIGTERM)
    let end = await agent.waitForEnd()
    if end == .exited(0) { return true }
    XCTAssertEqual(end, .signalled(SIGKILL), agent.log)
    return false
  }

  /// Starts an agent again after a kill: the new file is installed and applied, nothing is left.
  private func recover(
    _ agent: LiveAgent, to text: String, applying applied: String? = nil, _ what: String
  ) async throws {
    try agent.start()
    let isRecovered = await eventually(within: .seconds(60)) {
      agent.log.contains("INFO started") && agent.folder.text("a.cfg") == text
        && isApplied(agent, applied ?? text)
    }
    guard isRecovered else {
      throw TestSupportError("not recovered: \(what)\n\(agent.log)\n\(agent.folder.names)")
    }
    await agent.stop()
  }

  /// Kills at step 1, 2, 3 ... of the same work until it is done without being killed.
  private func checkEveryStep(
    steps: Int, applying applied: String = KillTests.new, _ make: () throws -> LiveAgent,
    whenKilled: (LiveAgent, String) -> Void, recovered: (LiveAgent, String) -> Void
  ) async throws {
    for step in 1...200 {
      let agent = try make()
      let isDone = try await run(agent, killedAt: step, until: applied)
      let what = agent.log.split(separator: "\n").last { $0.hasPrefix("killed") } ?? "not killed"
      whenKilled(agent, String(what))
      if isDone { return XCTAssertGreaterThan(step, steps, "fewer steps than thought") }
      try await recover(agent, to: KillTests.new, applying: applied, String(what))
      recovered(agent, String(what))
    }
    XCTFail("the agent never came to an end")
  }

  private func mode(_ agent: LiveAgent, _ name: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: agent.folder.file(name))
    return (attributes?[.posixPermissions] as? NSNumber)?.intValue
  }

  func testAFileThatIsReplacedIsAlwaysWholeAndItsReloadIsNeverLost() async throws {
    try await checkEveryStep(steps: 30) {
      try agent("mode = \"0640\"\nbackup = 1", old: KillTests.old)
    } whenKilled: { agent, what in
      let text = agent.folder.text("a.cfg")
      XCTAssertTrue(text == KillTests.old || text == KillTests.new, "\(what): \(text ?? "gone")")
      XCTAssertEqual(mode(agent, "a.cfg"), text == KillTests.old ? 0o600 : 0o640, what)
    } recovered: { agent, what in
      XCTAssertEqual(agent.folder.text("a.cfg.bak"), KillTests.old, what)
      XCTAssertEqual(mode(agent, "a.cfg"), 0o640, what)
    }
  }

  func testANewFileIsThereWholeOrNotAtAll() async throws {
    try await checkEveryStep(steps: 20) {
      try agent("", old: nil)
    } whenKilled: { agent, what in
      let text = agent.folder.text("a.cfg")
      XCTAssertTrue(text == nil || text == KillTests.new, "\(what): \(text ?? "")")
    } recovered: { _, _ in
    }
  }

  /// The reload of both waits for both; a kill in between must not lose it.
  func testTwoFilesThatShareAReloadAreBothApplied() async throws {
    let second = """
      [[template]]
      source = "a.tmpl"
      destination = "b.cfg"
      check = "true"
      reload = "cat a.cfg b.cfg >> applied"
      """
    try await checkEveryStep(steps: 45, applying: KillTests.new + KillTests.new) {
      let agent = try agent("", old: KillTests.old)
      try agent.configure("check = \"true\"\nreload = \"cat a.cfg b.cfg >> applied\"\n\(second)")
      try agent.folder.write(KillTests.old, to: "b.cfg")
      return agent
    } whenKilled: { agent, what in
      for name in ["a.cfg", "b.cfg"] {
        let text = agent.folder.text(name)
        XCTAssertTrue(text == KillTests.old || text == KillTests.new, "\(what): \(text ?? "gone")")
      }
    } recovered: { agent, what in
      XCTAssertEqual(agent.folder.text("b.cfg"), KillTests.new, what)
    }
  }

  /// A file that is a mount point can only be overwritten; what a kill leaves half written is
  /// completed at the start.
  func testAMountedFileIsCompletedAfterARestart() async throws {
    let mounts = MountsOfAgents()
    try await checkEveryStep(steps: 25) {
      let agent = try agent("", old: "in the shadow")
      try agent.folder.write(KillTests.old, to: "mounted")
      try mounts.bind("mounted", over: "a.cfg", in: agent)
      return agent
    } whenKilled: { agent, what in
      let text = agent.folder.text("a.cfg")
      guard text != KillTests.old, text != KillTests.new else { return }
      XCTAssertEqual(agent.folder.text(".a.cfg.trimtab-journal"), KillTests.new, what)
    } recovered: { agent, what in
      XCTAssertEqual(agent.folder.text("mounted"), KillTests.new, what)
      mounts.remove(from: agent)
    }
    mounts.removeAll()
  }

  /// Nothing heals between the kills: each start meets what all kills before have left.
  func testKillAfterKillLeavesAWholeFileAndLosesNoReload() async throws {
    let agent = try agent("backup = 2", old: KillTests.old)
    var colours = ["old"]
    var isDone = false
    for step in 1...200 where !isDone {
      let colour = "number \(step)"
      colours.append(colour)
      try agent.setColour(colour)
      isDone = try await run(agent, killedAt: step, until: KillTests.text(colour))
      let text = agent.folder.text("a.cfg") ?? "gone"
      XCTAssertTrue(colours.contains { KillTests.text($0) == text }, "\(agent.log)\n\(text)")
    }
    XCTAssertTrue(isDone)
    try agent.setColour("last")
    try await recover(agent, to: KillTests.text("last"), "after all kills")
    XCTAssertEqual(
      agent.folder.names.filter { $0.hasPrefix("a.cfg") || $0.hasPrefix(".") },
      ["a.cfg", "a.cfg.bak", "a.cfg.bak.1"])
  }
}

/// Mounts over files of agents, which have to go before the agents' folders.
private final class MountsOfAgents {
  private var mounts: [String: Mount] = [:]

  func bind(_ source: String, over name: String, in agent: LiveAgent) throws {
    mounts[agent.folder.path] = try .bind(
      agent.folder.file(source), over: agent.folder.file(name))
  }

  func remove(from agent: LiveAgent) { mounts[agent.folder.path] = nil }

  func removeAll() { mounts = [:] }
}
