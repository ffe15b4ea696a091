import Foundation
import TestSupport
import XCTest

/// What is better than in the original, and what `-strict` makes of it.
final class ConsulTemplateStrictTests: ConsulTemplateChecks {
  private let modes = [[], ["-strict"]]

  func testALinkIsFollowedAndTheOriginalReplacesIt() async throws {
    for mode in modes {
      let program = try Program(for: self)
      try program.write("a.tmpl", "new")
      try program.write("behind", "old")
      let link = program.directory.appendingPathComponent("a").path
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "behind")
      check(try await run(program, ["-template", "a.tmpl:a", "-once"] + mode), status: 0)
      XCTAssertEqual(try program.text("a"), "new")
      XCTAssertEqual(try program.text("behind"), mode.isEmpty ? "new" : "old")
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil
      XCTAssertEqual(isLink, mode.isEmpty)
    }
  }

  func testAWrongModeIsRepairedAndTheOriginalLeavesIt() async throws {
    for mode in modes {
      let program = try Program(for: self)
      try program.write("a", "x")
      let path = program.directory.appendingPathComponent("a").path
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      try program.write(
        "c.hcl",
        "template { contents = \"x\", destination = \"a\", perms = 0600, command = \"touch ran\" }")
      check(try await run(program, ["-config", "c.hcl", "-once"] + mode), status: 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      XCTAssertEqual(
        attributes[.posixPermissions] as? Int, mode.isEmpty ? 0o600 : 0o644, "\(mode)")
      XCTAssertFalse(program.has("ran"))
    }
  }

  func testADeletedKeyIsWaitedForAndTheOriginalKeepsItsValue() async throws {
    let server = try await consul()
    for mode in modes {
      try server.put("gone", "red")
      try server.put("stays", "1")
      let agent = try LiveConsulTemplate()
      try agent.folder.write(
        "{{key \"gone\"}} {{key \"stays\"}} {{keyExists \"gone\"}}", to: "a.tmpl")
      try agent.start(
        ["-consul-addr", "127.0.0.1:\(server.port)", "-log-level=info", "-template", "a.tmpl:a"]
          + mode)
      await agent.holds("a", "red 1 true")
      try server.delete("gone")
      try server.put("stays", "2")
      if mode.isEmpty {
        await agent.says("waiting for data")
        XCTAssertEqual(agent.folder.text("a"), "red 1 true")
      } else {
        await agent.holds("a", "red 2 false")
      }
      try server.put("gone", "blue")
      await agent.holds("a", "blue 2 true")
    }
  }

  func testCommandsHaveTheProgramsInput() async throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "x")
    let result = try program.run(
      ["consul-template", "-template", "a.tmpl:a:cat > heard", "-once"], input: "said\n")
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try program.text("heard"), "said\n")
  }
}
