import Foundation
import TestSupport
import XCTest

/// SIGHUP with a configuration that has the same files in another way, at awkward moments.
final class RearrangedTemplatesTests: XCTestCase {
  private static let registry = "registry.file = { path = \"services.toml\" }\n"

  private func block(
    _ template: String, _ destination: String, _ settings: String = ""
  ) -> String {
    """
    [[template]]
    source = "\(template)"
    destination = "\(destination)"
    \(settings)

    """
  }

  private func configure(_ agent: LiveAgent, _ blocks: String...) throws {
    try agent.write(
      RearrangedTemplatesTests.registry + blocks.joined(), to: "trimtab.toml")
  }

  private func reread(_ agent: LiveAgent) async {
    agent.send(SIGHUP)
    await agent.skips(to: "INFO configuration read again")
  }

  func testATemplateMayGetAName() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try configure(agent, block("a.tmpl", "a.cfg", "name = \"colour\""))
    await reread(agent)
    try agent.setColour("blue")
    await agent.skips(to: "INFO installed template=colour destination=a.cfg")
    XCTAssertEqual(agent.companions, [".a.cfg.trimtab-lock"])
    await agent.stop(saying: "")
  }

  func testTwoTemplatesMayExchangeTheirFiles() async throws {
    let agent = try LiveAgent()
    try agent.write("b", to: "b.tmpl")
    try configure(
      agent, block("a.tmpl", "a.cfg", "name = \"a\""), block("b.tmpl", "b.cfg", "name = \"b\""))
    try agent.start()
    await agent.holds("b.cfg", "b")
    try configure(
      agent, block("a.tmpl", "b.cfg", "name = \"a\""), block("b.tmpl", "a.cfg", "name = \"b\""))
    await reread(agent)
    await agent.holds("a.cfg", "b")
    await agent.holds("b.cfg", "red\n")
    await agent.stop()
  }

  /// Only one template may write a file, whatever path leads there.
  func testASecondWayToTheSameFileIsRefused() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    let link = agent.folder.file("link.cfg")
    XCTAssertEqual(symlink(agent.folder.file("a.cfg"), link), 0)
    try configure(agent, block("a.tmpl", "a.cfg"), block("a.tmpl", "link.cfg"))
    agent.send(SIGHUP)
    await agent.skips(to: "ERROR new configuration refused; the old one stays in force")
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
  }

  func testATemplateThatWaitedForItsGroupGoesOnAlone() async throws {
    let agent = try LiveAgent()
    try agent.write("{{key \"missing\"}}", to: "b.tmpl")
    try configure(
      agent, "[group.both]\nreload = \"true\"\n",
      block("a.tmpl", "a.cfg", "in_group = \"both\""),
      block("b.tmpl", "b.cfg", "in_group = \"both\""))
    try agent.start()
    await agent.skips(to: "WARNING waiting for data template=b.cfg")
    try configure(agent, block("a.tmpl", "a.cfg"))
    await reread(agent)
    await agent.holds("a.cfg", "red\n")
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
  }

  /// The file of the template that went is not written any more, and the one that came back does
  /// not take the end of the old installation for its own.
  func testATemplateComesBackWhileItsCheckStillRuns() async throws {
    let agent = try LiveAgent()
    try agent.script("check", "touch checking\nexec sleep 1000")
    let checked = block("a.tmpl", "a.cfg", "check = \"./check\"\nreload = \"cat a.cfg >> applied\"")
    try agent.write("b", to: "b.tmpl")
    try configure(agent, checked, block("b.tmpl", "b.cfg"))
    try agent.start()
    await agent.holds("checking", "")
    try configure(agent, block("b.tmpl", "b.cfg"))
    await reread(agent)
    agent.check("a.cfg", is: nil)
    try agent.script("check", "exit 0")
    try configure(agent, checked, block("b.tmpl", "b.cfg"))
    await reread(agent)
    await agent.holds("applied", "red\n")
    try agent.setColour("blue")
    await agent.holds("applied", "red\nblue\n")
    await agent.stop()
  }

  func testWhatTheOldCheckRefusesIsShownToTheNewOne() async throws {
    let agent = try LiveAgent("check = \"./check\"")
    try agent.script("check", "touch checking\nuntil test -e go; do sleep 0.05; done\nexit 1")
    try agent.start()
    await agent.holds("checking", "")
    try agent.configure("check = \"true\"")
    await reread(agent)
    try agent.write("", to: "go")
    await agent.holds("a.cfg", "red\n")
    await agent.stop()
  }
}
