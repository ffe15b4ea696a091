import Foundation
import TestSupport
import XCTest

/// Groups whose installation is disturbed in the middle.
final class GroupFailureTests: XCTestCase {
  /// The check runs when everything is staged, and `sabotage` is its script.
  private func agent(_ sabotage: String) throws -> LiveAgent {
    let agent = try LiveAgent(colour: "red")
    try agent.script("sabotage", sabotage)
    try agent.write(
      """
      registry.file = { path = "services.toml" }
      state_dir = "state"
      control.socket = "c.sock"
      [group.pair]
      check = "./sabotage"
      reload = "cat full/a.cfg b.cfg >> applied"
      [[template]]
      source = "a.tmpl"
      destination = "full/a.cfg"
      in_group = "pair"
      [[template]]
      source = "a.tmpl"
      destination = "b.cfg"
      in_group = "pair"

      """, to: "trimtab.toml")
    return agent
  }

  /// The first file is replaced; for the second there is a directory in the way; and there is no
  /// room for the first one's old text.
  func testWhatCannotBePutBackIsLoudAndHealsWhenItCan() async throws {
    let agent = try agent(
      """
      [ -e sabotaged ] && exit 0
      [ -e applied ] || exit 0
      rm b.cfg && mkdir -p b.cfg/x
      ln full/a.cfg full/held
      cat /dev/zero > full/filler 2> /dev/null
      touch sabotaged
      """)
    try FileManager.default.createDirectory(
      atPath: agent.folder.file("full"), withIntermediateDirectories: true)
    let mount = try Mount.memory(size: 64 << 10, over: agent.folder.file("full"))
    defer { withExtendedLifetime(mount) {} }
    try agent.start()
    await agent.holds("applied", "red\nred\n")
    try agent.setColour("blue")
    await agent.skips(
      to: "ERROR the file is new, but not the others of its group, and it could not be put back; "
        + "will try to install the others template=full/a.cfg")
    agent.check("full/a.cfg", is: "blue\n")
    let status = try agent.exchange("{\"version\":1,\"command\":\"status\"}\n")
    XCTAssertTrue(
      status.contains("the file is new, but not the others of its group, and it could not be"),
      status)
    XCTAssertTrue(status.contains("No space left on device"), status)
    let metrics = try agent.exchange("GET /metrics HTTP/1.0\r\n\r\n")
    XCTAssertTrue(
      metrics.contains(
        #"trimtab_installations_total{template="full/a.cfg",result="stuck"}"#), metrics)
    agent.check("applied", is: "red\nred\n")
    try agent.remove("full/filler")
    try agent.remove("b.cfg")
    await agent.holds("applied", "red\nred\nblue\nblue\n")
    await agent.stop()
  }

  func testTheViewOfAKilledAgentIsRemoved() async throws {
    let agent = try agent("touch checking; until [ -e go ]; do sleep 0.05; done")
    let scratch = agent.folder.file("scratch")
    try FileManager.default.createDirectory(
      atPath: scratch, withIntermediateDirectories: true)
    func views() -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? [])
        .filter { $0.hasPrefix("trimtab-view-") }
    }
    try FileManager.default.createDirectory(
      atPath: agent.folder.file("full"), withIntermediateDirectories: true)
    try agent.start(environment: ["TMPDIR": scratch])
    let isChecking = await eventually { agent.folder.text("checking") != nil }
    XCTAssertTrue(isChecking, agent.log)
    let left = views()
    XCTAssertEqual(left.count, 1)
    try await agent.killAndWait()
    XCTAssertEqual(views(), left)
    try agent.write("", to: "go")
    try agent.start(environment: ["TMPDIR": scratch])
    await agent.skips(to: "INFO removed what an earlier run had left directory=scratch/")
    await agent.holds("applied", "red\nred\n")
    XCTAssertEqual(views(), [])
    await agent.stop()
  }
}
