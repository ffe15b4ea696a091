import Foundation
import TestSupport
import XCTest

/// `-dedup`: one asks for all.
final class ConsulTemplateSharingTests: ConsulTemplateChecks {
  /// Whether one of them asks Consul for both, and the other one takes what it shares.
  private func leader(of agents: [LiveConsulTemplate]) async throws -> Int {
    var found: Int?
    let isSettled = await eventually(within: .seconds(60)) {
      let roles = agents.map(self.role)
      found = roles.firstIndex(of: "leads")
      return found != nil && roles.contains("follows")
    }
    XCTAssertTrue(isSettled, agents.map(\.log).joined(separator: "\n---\n"))
    return try XCTUnwrap(found)
  }

  /// What an agent does, by what it said last.
  private func role(_ agent: LiveConsulTemplate) -> String? {
    let roles = [("asking the registries for all", "leads"), ("taking what another", "follows")]
    return agent.log.split(separator: "\n").reversed().lazy.compactMap { line in
      roles.first { line.contains($0.0) }?.1
    }.first
  }

  func testOneLeadsAndTheOtherTakesOverWhenItDies() async throws {
    let server = try await consul()
    let flags = [
      "-consul-addr", "127.0.0.1:\(server.port)", "-log-level=info", "-dedup", "-template",
      "a.tmpl:a",
    ]
    let environment = ["CT_LOCAL_CONFIG": "deduplicate { ttl = \"10s\", prefix = \"ct/\" }"]
    func become(_ colour: String, _ agents: [LiveConsulTemplate]) async throws {
      try server.put("share", colour)
      for agent in agents { await agent.holds("a", "\(colour)\n") }
    }
    try server.put("share", "red")
    let agents = [try LiveConsulTemplate(), try LiveConsulTemplate()]
    for agent in agents {
      try agent.folder.write("{{key \"share\"}}\n", to: "a.tmpl")
      try agent.start(flags, environment: environment)
    }
    try await become("red", agents)
    let leader = try await leader(of: agents)
    let other = agents[1 - leader]
    try await become("blue", agents)
    agents[leader].send(SIGKILL)
    _ = await agents[leader].end()
    try await become("green", [other])
    let takesOver = await eventually(within: .seconds(60)) { self.role(other) == "leads" }
    XCTAssertTrue(takesOver, other.log)
    try agents[leader].start(flags, environment: environment)
    try await become("white", agents)
    let next = try await self.leader(of: agents)
    XCTAssertEqual(next, 1 - leader)
    for agent in agents {
      agent.send(SIGINT)
      let end = await agent.end()
      XCTAssertEqual(end, .exited(12))
    }
    let isClean = await eventually { (try? server.request("GET", "/v1/kv/ct/?keys")) == nil }
    XCTAssertTrue(isClean, "something is left on the board")
  }

  func testWhatIsDoneOnceIsNotShared() async throws {
    let program = try Program(for: self)
    try await consul().put("share-once", "red")
    try program.write("a.tmpl", "{{key \"share-once\"}}\n")
    let result = try await run(
      program, ["-template", "a.tmpl:a", "-dedup", "-once", "-log-level=info"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try program.text("a"), "red\n")
    XCTAssertFalse(result.errors.contains("taking what another"), result.errors)
    XCTAssertFalse(result.errors.contains("for all"), result.errors)
  }
}
