import Foundation
import TestSupport
import XCTest

/// A registry that has nothing sensible to say changes nothing.
final class RegistryFailureTests: XCTestCase {
  private let again = "INFO registry answers again registry=file after=TIME\n"

  private func outage(_ error: String) -> String {
    """
    WARNING registry does not answer; keeping the last data registry=file \
    query=file::key(colour) error="\(error)" retry_in=TIME

    """
  }

  /// Breaks the registry, sees that the file stays, repairs it, and sees that the agent follows.
  private func check(
    _ error: String, file: StaticString = #filePath, line: UInt = #line,
    after spoil: (LiveAgent) throws -> Void
  ) async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try spoil(agent)
    await agent.says(outage(error), file: file, line: line)
    agent.check("a.cfg", is: "red\n", file: file, line: line)
    try agent.setColour("blue")
    await agent.skips(to: "INFO installed", file: file, line: line)
    agent.check("a.cfg", is: "blue\n", file: file, line: line)
    XCTAssertTrue(agent.log.contains(again), agent.log, file: file, line: line)
    await agent.stop(file: file, line: line)
  }

  func testADeletedFileKeepsTheData() async throws {
    try await check("cannot open `services.toml`: No such file or directory") {
      try $0.remove("services.toml")
    }
  }

  func testAnEmptiedFileKeepsTheData() async throws {
    try await check(
      "services.toml: error: the file is empty\\n  hint: a file without services holds at least a "
        + "comment"
    ) { try $0.write("", to: "services.toml") }
  }

  func testABrokenFileKeepsTheDataAndShowsTheMistake() async throws {
    try await check(
      "services.toml:2:10: error: expected a value, found `blue`\\n  "
        + "2 | colour = blue\\n    |          ^^^^\\n  hint: a text needs quotes: `\\\"blue\\\"`"
    ) { try $0.write("[keys]\ncolour = blue\n", to: "services.toml") }
  }

  func testARestoredFileIsAnsweredWithWithoutASecondInstallation() async throws {
    let agent = try LiveAgent()
    try await agent.startAndInstall(applies: false)
    try agent.remove("services.toml")
    await agent.skips(to: "WARNING registry does not answer")
    try agent.setColour("red")
    await agent.says(again)
    await agent.stop(saying: "")
  }

  func testAFileThatIsNotThereAtTheStartIsAwaited() async throws {
    let agent = try LiveAgent()
    try agent.remove("services.toml")
    try agent.start()
    await agent.skips(to: "WARNING registry does not answer")
    agent.check("a.cfg", is: nil)
    try agent.setColour("blue")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
  }
}
