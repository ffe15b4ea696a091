import Foundation
import TestSupport
import XCTest

/// `kill -9` before each single step of an agent that writes its cache: what is left serves the old
/// or the new answer, never a half one.
final class CacheKillTests: XCTestCase {
  private static func value(_ colour: String) -> String {
    String(repeating: "the colour is \(colour), ", count: 200)
  }

  func testWhatAKillLeavesIsAWholeCache() async throws {
    let agent = try LiveAgent(colour: CacheKillTests.value("start"))
    try agent.write(
      "cache_dir = \"cache\"\n" + (agent.folder.text("trimtab.toml") ?? ""), to: "trimtab.toml")
    try agent.start()
    await agent.holds("a.cfg", CacheKillTests.value("start") + "\n")
    await agent.stop()
    var (kept, writes) = ("start", 0)
    for step in 1...200 {
      let colour = "number \(step)"
      try agent.setColour(CacheKillTests.value(colour))
      let isDone = try await run(agent, killedAt: step, colour)
      let what = agent.log.split(separator: "\n").last { $0.hasPrefix("killed") } ?? "not killed"
      if !isDone, !what.contains("answers-") { continue }
      writes += 1
      kept = try await served(agent, among: [kept, colour], String(what))
      if isDone {
        XCTAssertEqual(kept, colour, agent.log)
        XCTAssertGreaterThan(writes, 3, "fewer steps of the cache than thought")
        return
      }
    }
    XCTFail("the agent never came to an end")
  }

  /// Runs an agent that writes its cache when it stops, and is killed at a step. Returns whether it
  /// came to its end before.
  private func run(
    _ agent: LiveAgent, killedAt step: Int, _ colour: String
  ) async throws -> Bool {
    try agent.start(environment: await KillSwitch.environment(at: step))
    let isOver = await eventually(within: .seconds(60)) {
      !agent.isRunning || agent.folder.text("a.cfg") == CacheKillTests.value(colour) + "\n"
    }
    XCTAssertTrue(isOver, agent.log)
    agent.send(SIGTERM)
    let end = await agent.waitForEnd()
    if end == .exited(0) { return true }
    XCTAssertEqual(end, .signalled(SIGKILL), agent.log)
    return false
  }

  /// Starts it without its registry: which colour it installs from its cache.
  private func served(
    _ agent: LiveAgent, among colours: [String], _ what: String
  ) async throws -> String {
    try agent.remove("services.toml")
    try agent.remove("a.cfg")
    try agent.start()
    var found: String?
    let isServed = await eventually(within: .seconds(60)) {
      let text = agent.folder.text("a.cfg")
      found = colours.first { CacheKillTests.value($0) + "\n" == text }
      return found != nil
    }
    XCTAssertTrue(isServed, "\(what)\n\(agent.log)")
    XCTAssertFalse(agent.log.contains("not used"), "\(what)\n\(agent.log)")
    await agent.stop()
    let names = try FileManager.default.contentsOfDirectory(atPath: agent.folder.file("cache"))
    XCTAssertFalse(names.contains { $0.hasPrefix(".answers-1") }, "\(what): \(names)")
    return found ?? ""
  }
}
