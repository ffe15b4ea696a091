import Foundation
import TestSupport
import XCTest

/// SIGHUP reads the configuration again; a bad one changes nothing.
final class ReconfigurationTests: XCTestCase {
  func testABadConfigurationKeepsTheOldAndAGoodOneReplacesIt() async throws {
    let agent = try LiveAgent("reload = \"cat a.cfg >> applied\"")
    try await agent.startAndInstall()
    try agent.configure("relaod = \"true\"")
    agent.send(SIGHUP)
    await agent.says(
      """
      INFO signal name=SIGHUP
      ERROR new configuration refused; the old one stays in force \
      error="trimtab.toml:5:1: error: unknown key `relaod` in a `[[template]]` block\\n  \
      5 | relaod = \\"true\\"\\n    | ^^^^^^\\n  hint: did you mean `reload`?"

      """)
    try agent.setColour("blue")
    await agent.skips(to: "INFO applied")
    agent.check("applied", is: "red\nblue\n")

    try agent.configure("mode = \"0600\"\nreload = \"cp a.cfg copied\"")
    agent.send(SIGHUP)
    await agent.says(
      """
      INFO signal name=SIGHUP
      INFO configuration read again templates=1
      INFO mode and owner repaired destination=a.cfg

      """)
    try agent.setColour("green")
    await agent.skips(to: "INFO applied")
    agent.check("copied", is: "green\n")
    agent.check("applied", is: "red\nblue\n")
    await agent.stop(saying: "")
  }

  func testAProgramThatComesLaterNeedsARestart() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try agent.configure("[exec]\ncommand = \"touch started\"")
    agent.send(SIGHUP)
    await agent.says(
      """
      INFO signal name=SIGHUP
      WARNING the program of the new `[exec]` is not started before a restart
      INFO configuration read again templates=1

      """)
    await agent.stop(saying: "")
    agent.check("started", is: nil)
  }

  func testATemplateThatDoesNotCompileKeepsTheOldConfiguration() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try agent.write("{{", to: "b.tmpl")
    let both = "[[template]]\nsource = \"b.tmpl\"\ndestination = \"b.cfg\""
    try agent.configure(both)
    agent.send(SIGHUP)
    await agent.skips(to: "ERROR new configuration refused; the old one stays in force")
    try agent.write("b", to: "b.tmpl")
    agent.send(SIGHUP)
    await agent.holds("b.cfg", "b")
    try agent.configure("")
    agent.send(SIGHUP)
    await agent.skips(to: "INFO configuration read again templates=1")
    let isReleased = await eventually { !agent.companions.contains(".b.cfg.trimtab-lock") }
    XCTAssertTrue(isReleased, "\(agent.companions)")
    await agent.stop(saying: "")
  }

  func testAConfigurationWithAnotherAgentsDestinationIsRefusedWhole() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    let other = try LiveAgent()
    try await other.startAndInstall(applies: false)
    let taken = other.folder.file("a.cfg")
    try agent.configure(
      """
      [[template]]
      source = "a.tmpl"
      destination = "free.cfg"
      [[template]]
      source = "a.tmpl"
      destination = "\(taken)"
      """)
    agent.send(SIGHUP)
    await agent.says(
      """
      INFO signal name=SIGHUP
      ERROR new configuration refused; the old one stays in force \
      error="process PID manages `\(taken)` already"

      """)
    XCTAssertEqual(agent.companions, [".a.cfg.trimtab-lock"])
    await other.stop(saying: "")
    agent.send(SIGHUP)
    await agent.holds("free.cfg", "red\n")
    await agent.stop()
  }
}
