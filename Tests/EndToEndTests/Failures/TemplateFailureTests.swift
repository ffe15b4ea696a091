import Foundation
import TestSupport
import XCTest

/// Templates that do not work, and data that are not there, leave the installed file alone.
final class TemplateFailureTests: XCTestCase {
  func testAMissingKeyIsNamedAndAwaited() async throws {
    let agent = try LiveAgent()
    try agent.write("[keys]\nshape = \"round\"\n", to: "services.toml")
    try agent.start()
    await agent.says(
      """
      INFO started version=V templates=1 registries=file
      WARNING waiting for data template=a.cfg destination=a.cfg \
      detail="key `file::colour` does not exist yet"

      """)
    agent.check("a.cfg", is: nil)
    try agent.setColour("red")
    await agent.says("INFO installed template=a.cfg destination=a.cfg bytes=4 lines=\"+1 -0\"\n")
    try agent.write("[keys]\nshape = \"round\"\n", to: "services.toml")
    await agent.says(
      """
      WARNING waiting for data template=a.cfg destination=a.cfg \
      detail="key `file::colour` does not exist yet"

      """)
    agent.check("a.cfg", is: "red\n")
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
  }

  func testAnExecutionErrorShowsItsPlaceAndHealsWithTheData() async throws {
    let agent = try LiveAgent()
    try agent.write("first\n{{index (split \",\" (key \"colour\")) 1}}\n", to: "a.tmpl")
    try agent.start()
    await agent.says(
      """
      INFO started version=V templates=1 registries=file
      ERROR template failed; the installed file stays template=a.cfg destination=a.cfg \
      detail="a.tmpl:2:3: error: error calling index: reflect: slice index out of range\\n  \
      2 | {{index (split \\",\\" (key \\"colour\\")) 1}}\\n    |   \
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"

      """)
    agent.check("a.cfg", is: nil)
    try agent.setColour("red,blue")
    await agent.holds("a.cfg", "first\nblue\n")
    try agent.setColour("green")
    await agent.skips(to: "ERROR template failed; the installed file stays")
    agent.check("a.cfg", is: "first\nblue\n")
    try agent.setColour("green,white")
    await agent.holds("a.cfg", "first\nwhite\n")
    await agent.stop()
  }

  func testASyntaxErrorAtTheStartEndsIt() async throws {
    let agent = try LiveAgent()
    try agent.write("{{kye \"colour\"}}\n", to: "a.tmpl")
    try agent.start()
    let end = await agent.waitForEnd()
    XCTAssertEqual(end, .exited(3))
    XCTAssertEqual(
      agent.log,
      """
      a.tmpl:1:3: error: function "kye" not defined
        1 | {{kye "colour"}}
          |   ^^^
        hint: did you mean `key`?

      """)
    XCTAssertEqual(agent.companions, [])
  }

  func testASyntaxErrorWhileRunningKeepsTheOldTemplate() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try agent.write("{{key \"colour\" | toUper}}\n", to: "a.tmpl")
    await agent.says(
      """
      ERROR changed template refused; the old one stays in force template=a.cfg \
      destination=a.cfg detail="a.tmpl:1:18: error: function \\"toUper\\" not defined\\n  \
      1 | {{key \\"colour\\" | toUper}}\\n    |                  ^^^^^^\\n  \
      hint: did you mean `toUpper`?"

      """)
    try agent.setColour("blue")
    await agent.says("INFO installed template=a.cfg destination=a.cfg bytes=5 lines=\"+1 -1\"\n")
    agent.check("a.cfg", is: "blue\n")
    try agent.write("{{key \"colour\" | toUpper}}\n", to: "a.tmpl")
    await agent.says(
      """
      INFO template read again template=a.cfg
      INFO installed template=a.cfg destination=a.cfg bytes=5 lines="+1 -1"

      """)
    agent.check("a.cfg", is: "BLUE\n")
    await agent.stop(saying: "")
  }

  /// No event tells of what is written through a mapping, as of what is written over a network.
  func testAChangeThatNobodyTellsOfIsNoticedAtTheNextFullPass() async throws {
    let agent = try LiveAgent()
    try agent.write(
      "resync = \"1s\"\n" + (agent.folder.text("trimtab.toml") ?? ""), to: "trimtab.toml")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    let file = open(agent.folder.file("a.tmpl"), O_RDWR)
    defer { close(file) }
    let memory = try XCTUnwrap(mmap(nil, 2, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
    memory.copyMemory(from: "no", byteCount: 2)
    await agent.holds("a.cfg", "nokey \"colour\"}}\n")
    munmap(memory, 2)
    await agent.stop()
  }

  func testATemplateThatIsDeletedStaysInForce() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try agent.remove("a.tmpl")
    await agent.skips(to: "ERROR changed template refused; the old one stays in force")
    XCTAssertTrue(
      agent.log.contains("cannot open `a.tmpl`: No such file or directory"), agent.log)
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    try agent.write("is {{key \"colour\"}}\n", to: "a.tmpl")
    await agent.holds("a.cfg", "is blue\n")
    await agent.stop()
  }
}
