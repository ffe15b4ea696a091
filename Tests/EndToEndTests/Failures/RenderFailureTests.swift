import Foundation
import TestSupport
import XCTest

/// `render` fails with a status and a message for each class of trouble, and leaves the old file.
final class RenderFailureTests: XCTestCase {
  private func check(
    _ agent: LiveAgent, status: Int32, _ errors: String, old: String? = "old\n",
    file: StaticString = #filePath, line: UInt = #line
  ) async throws {
    if let old { try agent.folder.write(old, to: "a.cfg") }
    let finished = try await FinishedCommand.run(
      TrimtabBinary.path(),
      ["render", "-c", "trimtab.toml", "--timeout", "2s", "--log-level", "error"],
      environment: ["PATH": "/usr/bin:/bin"], directory: agent.folder.path)
    XCTAssertEqual(
      LiveAgent.normal(finished.standardError, in: agent.folder.path), errors, file: file,
      line: line)
    XCTAssertEqual(finished.standardOutput, "", file: file, line: line)
    XCTAssertEqual(finished.status, status, file: file, line: line)
    agent.check("a.cfg", is: status == 7 ? "red\n" : old, file: file, line: line)
  }

  func testABrokenTemplateEndsWith3() async throws {
    let agent = try LiveAgent()
    try agent.write("{{if}}", to: "a.tmpl")
    try await check(
      agent, status: 3,
      """
      a.tmpl:1:5: error: missing value for if
        1 | {{if}}
          |     ^^

      """)
  }

  func testAMissingKeyEndsWith4() async throws {
    let agent = try LiveAgent()
    try agent.write("[keys]\nshape = \"round\"\n", to: "services.toml")
    try await check(
      agent, status: 4,
      "error: `a.cfg` needs more data after 2s: key `file::colour` does not exist yet\n")
  }

  func testACheckThatHangsEndsWith5() async throws {
    try await check(
      try LiveAgent("check = \"sleep 1000\"\ncheck_timeout = \"2s\""), status: 5,
      """
      error: the check of the new `a.cfg` failed: `sleep 1000` took longer than 2.0 seconds and \
      was killed

      """)
  }

  func testADestinationThatCannotBeReplacedEndsWith6() async throws {
    let agent = try LiveAgent()
    try agent.folder.write("", to: "a.cfg/file")
    try await check(
      agent, status: 6, "error: `a.cfg` was not written: cannot replace `a.cfg`: Is a directory\n",
      old: nil)
  }

  func testAReloadThatHangsEndsWith7AndIsLeftToTheNextRun() async throws {
    let agent = try LiveAgent("reload = \"./reload\"\nreload_timeout = \"2s\"")
    try agent.script("reload", "sleep 1000")
    try await check(
      agent, status: 7,
      """
      error: `a.cfg` is installed and could not be applied: `./reload` took longer than 2.0 \
      seconds and was killed

      """)
    XCTAssertEqual(agent.companions, [".a.cfg.trimtab-pending"])
    try agent.script("reload", "cat a.cfg >> applied")
    try await agent.startAndInstall()
    await agent.stop(saying: "")
    agent.check("applied", is: "red\n")
  }

  func testABrokenRegistryEndsWith8() async throws {
    let agent = try LiveAgent()
    try agent.write("[keys", to: "services.toml")
    try await check(
      agent, status: 8,
      """
      error: `file::key(colour)` cannot be answered: services.toml:1:6: error: expected `]` after \
      the name of the table, found the end of the text
        1 | [keys
          |      ^

      """)
  }
}
