import Foundation
import TestSupport
import XCTest

/// The last good data survive a restart: an agent that starts while its registry is down serves
/// them.
final class CacheTests: XCTestCase {
  private static let serving =
    "WARNING registry does not answer; serving what it answered to an earlier run"

  private func agent(_ settings: String = "") throws -> LiveAgent {
    let agent = try LiveAgent()
    try agent.write(
      "cache_dir = \"cache\"\n\(settings)\n" + (agent.folder.text("trimtab.toml") ?? ""),
      to: "trimtab.toml")
    return agent
  }

  private func cacheFiles(_ agent: LiveAgent) -> [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: agent.folder.file("cache"))) ?? []
    return names.filter { $0.hasPrefix("answers-") }.map { "cache/\($0)" }.sorted()
  }

  /// Runs until the first colour is installed, stops, and takes the registry and the result away.
  private func filled(_ settings: String = "") async throws -> LiveAgent {
    let agent = try agent(settings)
    try await agent.startAndInstall(applies: false)
    await agent.stop()
    try agent.remove("services.toml")
    try agent.remove("a.cfg")
    return agent
  }

  // MARK: - What cannot be used

  /// Spoils the cache; the agent must say so, wait for the registry and go on with it.
  private func check(
    _ reason: String, file: StaticString = #filePath, line: UInt = #line,
    after spoil: (LiveAgent, String) throws -> Void
  ) async throws {
    let agent = try await filled()
    let name = try XCTUnwrap(cacheFiles(agent).first, file: file, line: line)
    try spoil(agent, name)
    try agent.start()
    await agent.skips(
      to: "WARNING a file of the cache is not used file=\(name) reason=\"\(reason)\"", file: file,
      line: line)
    agent.check("a.cfg", is: nil, file: file, line: line)
    try agent.setColour("green")
    await agent.holds("a.cfg", "green\n", file: file, line: line)
    await agent.stop(file: file, line: line)
  }

  func testADamagedFileIsNotUsed() async throws {
    let reason = "it is damaged or of another version"
    try await check(reason) { agent, name in
      let text = try XCTUnwrap(agent.folder.text(name))
      try agent.write(text.replacingOccurrences(of: "red", with: "rot"), to: name)
    }
    try await check(reason) { agent, name in
      try agent.write(String(try XCTUnwrap(agent.folder.text(name)).dropLast(5)), to: name)
    }
    try await check(reason) { agent, name in try agent.write("", to: name) }
    try await check(reason) { agent, name in
      let text = try XCTUnwrap(agent.folder.text(name))
      try agent.write(text.replacingOccurrences(of: "cache 1 ", with: "cache 2 "), to: name)
    }
  }

  func testALinkIsNotUsed() async throws {
    try await check("it belongs to another user or is no regular file") { agent, name in
      let text = try XCTUnwrap(agent.folder.text(name))
      try agent.write(text, to: "elsewhere")
      try agent.remove(name)
      try FileManager.default.createSymbolicLink(
        atPath: agent.folder.file(name), withDestinationPath: agent.folder.file("elsewhere"))
    }
  }

  func testAFileOfAnotherUserIsNotUsed() async throws {
    guard getuid() == 0 else { return XCTFail("expected to run as root") }
    try await check("it belongs to another user or is no regular file") { agent, name in
      XCTAssertEqual(chown(agent.folder.file(name), 12345, 0), 0)
    }
  }

  func testAFolderThatOthersCanReadIsNotUsed() async throws {
    let agent = try await filled()
    XCTAssertEqual(chmod(agent.folder.file("cache"), 0o755), 0)
    try agent.start()
    await agent.skips(to: "WARNING cannot use the cache; going on without folder=cache")
    try agent.setColour("green")
    await agent.holds("a.cfg", "green\n")
    await agent.stop()
  }

  func testAnotherRegistrysAnswersAreNotUsed() async throws {
    let agent = try await filled()
    let text = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      text.replacingOccurrences(of: "services.toml", with: "other.toml"), to: "trimtab.toml")
    try agent.start()
    await agent.skips(to: "WARNING waiting for data")
    agent.check("a.cfg", is: nil)
    XCTAssertFalse(agent.log.contains(CacheTests.serving), agent.log)
    await agent.stop()
  }

  func testAFullDiskIsToldAndTheAgentGoesOn() async throws {
    let agent = try agent()
    try await agent.startAndInstall(applies: false)
    await agent.stop()
    for name in cacheFiles(agent) {
      try agent.remove(name)
      try FileManager.default.createDirectory(
        atPath: agent.folder.file(name), withIntermediateDirectories: false)
    }
    try agent.setColour("blue")
    try agent.start()
    await agent.holds("a.cfg", "blue\n")
    await agent.skips(to: "WARNING cannot write the cache; will try again")
    try agent.setColour("green")
    await agent.holds("a.cfg", "green\n")
    await agent.stop()
  }

  // MARK: - What is served

  func testTheLastAnswersAreServedUntilTheRegistryAnswers() async throws {
    let agent = try await filled()
    try agent.start()
    await agent.skips(to: CacheTests.serving)
    await agent.holds("a.cfg", "red\n")
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
  }

  func testTheCacheIsPrivate() async throws {
    let agent = try await filled()
    func mode(_ name: String) throws -> Int? {
      let attributes = try FileManager.default.attributesOfItem(atPath: agent.folder.file(name))
      return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
    XCTAssertEqual(try mode("cache"), 0o700)
    let files = cacheFiles(agent)
    XCTAssertEqual(files.count, 1)
    XCTAssertEqual(try mode(files[0]), 0o600)
  }

  func testServingIsNotSavingAgain() async throws {
    let agent = try await filled()
    let name = try XCTUnwrap(cacheFiles(agent).first)
    let text = agent.folder.text(name)
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    await agent.stop()
    agent.check(name, is: text)
  }

  func testAKilledAgentLeavesWhatItWroteWhileItRan() async throws {
    let agent = try agent()
    try await agent.startAndInstall(applies: false)
    let isWritten = await eventually(within: .seconds(30)) { !cacheFiles(agent).isEmpty }
    XCTAssertTrue(isWritten)
    try await agent.killAndWait()
    try agent.remove("services.toml")
    try agent.remove("a.cfg")
    try agent.write("half", to: "cache/.answers-1.trimtab-stage-abcdef")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    XCTAssertFalse(
      FileManager.default.fileExists(
        atPath: agent.folder.file("cache/.answers-1.trimtab-stage-abcdef")))
    await agent.stop()
  }

  func testSecretsAreKeptOnlyOnRequest() async throws {
    for (settings, isKept) in [("", false), ("cache_secrets = true", true)] {
      let agent = try agent(settings)
      try agent.write("{{key \"password\"}}\n", to: "a.tmpl")
      try agent.write("keys.password = \"s3cret\"\n", to: "services.toml")
      try agent.start()
      await agent.holds("a.cfg", "s3cret\n")
      await agent.stop()
      let text = cacheFiles(agent).compactMap { agent.folder.text($0) }.joined()
      XCTAssertEqual(text.contains("s3cret"), isKept, settings)
    }
  }

  func testRenderUsesTheCacheOnlyIfItIsAllowedTo() async throws {
    let agent = try await filled()
    func render(_ flags: [String]) async throws -> FinishedCommand {
      try await FinishedCommand.run(
        "/bin/sh",
        [
          "-c",
          "cd '\(agent.folder.path)' && '\(try TrimtabBinary.path())' render -c trimtab.toml "
            + "--stdout --timeout 300ms \(flags.joined(separator: " "))",
        ])
    }
    let refused = try await render([])
    XCTAssertNotEqual(refused.status, 0)
    let allowed = try await render(["--allow-stale"])
    XCTAssertEqual(allowed.status, 0, allowed.standardError)
    XCTAssertEqual(allowed.standardOutput, "red\n")
    XCTAssertTrue(
      allowed.standardError.contains("using what it answered to an earlier run"),
      allowed.standardError)
  }
}
