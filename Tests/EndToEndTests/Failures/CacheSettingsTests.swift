import Foundation
import TestSupport
import XCTest

/// What the cache keeps, and where, follows the configuration; a full disk stops nobody.
final class CacheSettingsTests: XCTestCase {
  private func agent(_ settings: String) throws -> LiveAgent {
    let agent = try LiveAgent()
    try configure(agent, settings)
    return agent
  }

  private func configure(_ agent: LiveAgent, _ settings: String) throws {
    try agent.configure("")
    try agent.write(settings + "\n" + (agent.folder.text("trimtab.toml") ?? ""), to: "trimtab.toml")
  }

  private func names(_ agent: LiveAgent, in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: agent.folder.file(folder))) ?? [])
      .sorted()
  }

  /// All that a cache holds.
  private func text(_ agent: LiveAgent, in folder: String = "cache") -> String {
    names(agent, in: folder).compactMap { agent.folder.text("\(folder)/\($0)") }.joined()
  }

  func testPatternsNameMoreSecrets() async throws {
    for (settings, isKept) in [
      ("", true), ("cache_redact = [\"x\", \"^db/p.n$\"]", false),
      ("cache_redact = [\"^db/p.n$\"]\ncache_secrets = true", true),
    ] {
      let agent = try agent("cache_dir = \"cache\"\n\(settings)")
      try agent.write("{{key \"db/pin\"}}{{key \"colour\"}}\n", to: "a.tmpl")
      try agent.write("keys = {colour = \"red\", \"db/pin\" = \"1234\"}\n", to: "services.toml")
      try agent.start()
      await agent.holds("a.cfg", "1234red\n")
      await agent.stop()
      XCTAssertTrue(text(agent).contains("red"), settings)
      XCTAssertEqual(text(agent).contains("1234"), isKept, settings)
    }
  }

  func testAPatternThatIsNoneIsRefused() async throws {
    let agent = try agent("cache_dir = \"cache\"\ncache_redact = [\"a(\"]")
    try agent.start()
    _ = await agent.waitForEnd()
    XCTAssertTrue(
      agent.log.contains("expected a regular expression in `cache_redact`, found `a(`"), agent.log)
    XCTAssertEqual(names(agent, in: "cache"), [])
  }

  func testAReloadWithPatternsRemovesWhatIsASecretNow() async throws {
    let agent = try agent("cache_dir = \"cache\"")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    let isKept = await eventually(within: .seconds(30)) { self.text(agent).contains("red") }
    XCTAssertTrue(isKept, agent.log)
    try configure(agent, "cache_dir = \"cache\"\ncache_redact = [\"colour\"]")
    agent.send(SIGHUP)
    let isGone = await eventually(within: .seconds(30)) { !self.text(agent).contains("red") }
    XCTAssertTrue(isGone, agent.log)
    await agent.stop()
    XCTAssertFalse(text(agent).contains("red"))
  }

  func testAReloadWithAnotherFolderFillsIt() async throws {
    let agent = try agent("")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    for folder in ["first", "second"] {
      try configure(agent, "cache_dir = \"\(folder)\"")
      agent.send(SIGHUP)
      let isFilled = await eventually(within: .seconds(30)) {
        self.text(agent, in: folder).contains("red")
      }
      XCTAssertTrue(isFilled, "\(folder)\n\(agent.log)")
    }
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    try configure(agent, "cache_dir = \"second/.\"")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO configuration read again")
    await agent.stop()
    XCTAssertTrue(text(agent, in: "second").contains("blue"), agent.log)
    XCTAssertFalse(text(agent, in: "first").contains("blue"))
  }

  func testAFullDiskIsToldOnceAndTheAgentGoesOn() async throws {
    let agent = try agent("cache_dir = \"cache\"")
    let folder = agent.folder.file("cache")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let mount = try Mount.memory(size: 65536, over: folder)
    defer { withExtendedLifetime(mount) {} }
    XCTAssertEqual(chmod(folder, 0o700), 0)
    try agent.write("{{len (key \"long\")}} {{key \"colour\"}}\n", to: "a.tmpl")
    func set(_ colour: String) throws {
      let long = String(repeating: "x", count: 200_000)
      try agent.write("keys = {colour = \"\(colour)\", long = \"\(long)\"}\n", to: "services.toml")
    }
    try set("red")
    try agent.start()
    await agent.skips(to: "WARNING cannot write the cache; will try again")
    XCTAssertTrue(agent.log.contains("No space left on device"), agent.log)
    try set("blue")
    await agent.holds("a.cfg", "200000 blue\n")
    await agent.stop()
    XCTAssertEqual(agent.log.components(separatedBy: "cannot write the cache").count, 2, agent.log)
    XCTAssertFalse(names(agent, in: "cache").contains { $0.hasPrefix(".answers-1") }, agent.log)
  }
}
