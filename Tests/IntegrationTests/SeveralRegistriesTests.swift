import Foundation
import TestSupport
import XCTest

/// One template over two registries, one of which is dead for a while: what it said last stays in
/// the file, what the other one says goes on.
final class SeveralRegistriesTests: XCTestCase {
  private static let template = """
    {{range service "web"}}{{.ID}}:{{.Port}} {{end}}{{key "other::colour"}}

    """

  /// A folder whose template asks Consul and a registry named `other`.
  private func folder(_ consul: ConsulServer, other: String) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try folder.write(SeveralRegistriesTests.template, to: "a.tmpl")
    try folder.write(
      """
      default_registry = "consul"
      registry.consul = { address = "http://127.0.0.1:\(consul.port)", retry_max = "500ms" }
      registry.other = \(other)
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"

      """, to: "trimtab.toml")
    return folder
  }

  private func agent(_ folder: TemporaryDirectory) throws -> RunningProcess {
    try RunningProcess(
      try TrimtabBinary.path(), ["run", "-c", "trimtab.toml"],
      environment: ["PATH": "/usr/bin:/bin"], directory: folder.path)
  }

  private func render(_ folder: TemporaryDirectory) async throws -> FinishedCommand {
    try await FinishedCommand.run(
      "/bin/sh",
      [
        "-c",
        "cd '\(folder.path)' && '\(try TrimtabBinary.path())' render -c trimtab.toml --stdout "
          + "--timeout 1s",
      ])
  }

  private func holds(
    _ text: String, _ folder: TemporaryDirectory, _ agent: RunningProcess, line: UInt = #line
  ) async {
    let isThere = await eventually(within: .seconds(60)) { folder.text("a.cfg") == text + "\n" }
    XCTAssertTrue(
      isThere, "\(text), not \(folder.text("a.cfg") ?? "none")\n\(agent.standardError)", line: line)
  }

  private func says(_ text: String, _ agent: RunningProcess, line: UInt = #line) async {
    let isSaid = await eventually(within: .seconds(60)) { agent.standardError.contains(text) }
    XCTAssertTrue(isSaid, "\(text)\n\(agent.standardError)", line: line)
  }

  func testConsulDiesWhileAFileGoesOn() async throws {
    let consul = try await ConsulServer.started()
    try consul.register("web", id: "web-1", port: 8001)
    let folder = try folder(consul, other: "{ kind = \"file\", path = \"other.toml\" }")
    func set(_ colour: String) throws {
      let fresh = try folder.write("keys.colour = \"\(colour)\"\n", to: "fresh")
      XCTAssertEqual(rename(fresh, folder.file("other.toml")), 0)
    }
    try set("red")
    let agent = try agent(folder)
    await holds("web-1:8001 red", folder, agent)

    try await consul.kill()
    await says("registry does not answer; keeping the last data registry=consul", agent)
    try set("blue")
    await holds("web-1:8001 blue", folder, agent)

    try await consul.start()
    try consul.register("web", id: "web-2", port: 8002)
    await holds("web-2:8002 blue", folder, agent)
    XCTAssertFalse(agent.standardError.contains("data registry=other"), agent.standardError)
    try await agent.stop()
  }

  func testEtcdDiesWhileConsulGoesOn() async throws {
    let consul = try await ConsulServer.started()
    try consul.register("web", id: "web-1", port: 8001)
    let etcd = try await EtcdServer.started()
    try etcd.put("/colour", "red")
    let folder = try folder(
      consul, other: "{ kind = \"etcd\", endpoints = [\"\(etcd.url)\"] }")
    let agent = try agent(folder)
    await holds("web-1:8001 red", folder, agent)

    try await etcd.kill()
    await says("registry does not answer; keeping the last data registry=other", agent)
    try consul.register("web", id: "web-2", port: 8002)
    await holds("web-1:8001 web-2:8002 red", folder, agent)

    try await etcd.start()
    try etcd.put("/colour", "green")
    await holds("web-1:8001 web-2:8002 green", folder, agent)
    try await agent.stop()
  }

  func testAStartWithOneOfThemDeadWaitsAndSaysForWhom() async throws {
    let consul = try await ConsulServer.started()
    try consul.register("web", id: "web-1", port: 8001)
    let folder = try folder(consul, other: "{ kind = \"file\", path = \"other.toml\" }")
    try folder.write("keys.colour = \"red\"\n", to: "other.toml")
    try await consul.kill()

    let refused = try await render(folder)
    XCTAssertEqual(refused.status, 8, refused.standardError)
    XCTAssertEqual(refused.standardOutput, "")
    for word in ["consul", "service(web|passing)"] {
      XCTAssertTrue(refused.standardError.contains(word), refused.standardError)
    }
    XCTAssertFalse(refused.standardError.contains("other::"), refused.standardError)

    let agent = try agent(folder)
    await says("registry does not answer", agent)
    XCTAssertTrue(agent.standardError.contains("registry=consul"), agent.standardError)
    XCTAssertNil(folder.text("a.cfg"))
    try await consul.start()
    try consul.register("web", id: "web-3", port: 8003)
    await holds("web-3:8003 red", folder, agent)
    let rendered = try await render(folder)
    XCTAssertEqual(rendered.status, 0, rendered.standardError)
    XCTAssertEqual(rendered.standardOutput, "web-3:8003 red\n")
    try await agent.stop()
  }
}
