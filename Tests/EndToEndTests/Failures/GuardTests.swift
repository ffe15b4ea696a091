import Foundation
import TestSupport
import XCTest

final class GuardTests: XCTestCase {
  private func services(_ count: Int) -> String {
    (0..<count).map {
      "[[service]]\nname = \"web\"\naddress = \"10.0.0.\($0 + 1)\"\nport = 80\n"
    }.joined() + "[keys]\ncolour = \"red\"\n"
  }

  private func rendering(_ count: Int, _ colour: String = "red") -> String {
    (0..<count).map { "10.0.0.\($0 + 1)\n" }.joined() + colour + "\n"
  }

  /// An agent whose template lists the servers of `web` and the colour.
  private func agent(_ settings: String, servers: Int = 3) throws -> LiveAgent {
    let agent = try LiveAgent()
    try agent.write(
      """
      state_dir = "state"
      registry.file = { path = "services.toml" }
      [[template]]
      name = "web"
      source = "a.tmpl"
      destination = "a.cfg"
      [template.guard]
      \(settings)

      """, to: "trimtab.toml")
    try agent.write(
      "{{range service \"web\"}}{{.Address}}\n{{end}}{{key \"colour\"}}\n", to: "a.tmpl")
    try agent.write(services(servers), to: "services.toml")
    return agent
  }

  private func ask(_ agent: LiveAgent, _ words: [String]) async throws -> (String, Int32) {
    let process = try RunningProcess(
      try TrimtabBinary.path(), words + ["-c", "trimtab.toml"], environment: [:],
      directory: agent.folder.path)
    guard case .exited(let status) = await process.waitForEnd(within: .seconds(60)) else {
      throw TestSupportError("`trimtab \(words)` did not end")
    }
    return (process.standardOutput + process.standardError, status)
  }

  private static let holding = "WARNING the guard holds an implausible answer back"

  func testAnEmptiedServiceIsHeldOtherChangesGetThroughAndApproveReleasesIt() async throws {
    let agent = try agent("")
    try agent.start()
    await agent.holds("a.cfg", rendering(3))
    try agent.write("[keys]\ncolour = \"red\"\n", to: "services.toml")
    await agent.skips(to: GuardTests.holding)
    try agent.write("[keys]\ncolour = \"blue\"\n", to: "services.toml")
    await agent.holds("a.cfg", rendering(3, "blue"))

    let (status, code) = try await ask(agent, ["status"])
    XCTAssertEqual(code, 0, status)
    XCTAssertTrue(status.contains("file::service(web|passing): 0 servers"), status)
    XCTAssertTrue(
      status.split(separator: "\n").allSatisfy { $0.count <= 80 }, "too wide:\n\(status)")
    let (json, _) = try await ask(agent, ["status", "--json"])
    XCTAssertTrue(json.contains(#""state":"held""#), json)
    let (_, unknown) = try await ask(agent, ["approve", "nobody"])
    XCTAssertEqual(unknown, 3)

    let (approved, released) = try await ask(agent, ["approve", "web"])
    XCTAssertEqual(released, 0, approved)
    await agent.holds("a.cfg", "blue\n")
    let (_, again) = try await ask(agent, ["approve", "--all"])
    XCTAssertEqual(again, 1)
    await agent.stop()
    let (message, nobody) = try await ask(agent, ["status"])
    XCTAssertEqual(nobody, 10)
    XCTAssertTrue(message.contains("no agent answers"), message)
  }

  func testALargeLossIsHeldAndHealsItself() async throws {
    let agent = try agent("max_drop = 50", servers: 9)
    try agent.start()
    await agent.holds("a.cfg", rendering(9))
    try agent.write(services(4), to: "services.toml")
    await agent.skips(to: GuardTests.holding)
    agent.check("a.cfg", is: rendering(9))
    try agent.write(services(8), to: "services.toml")
    await agent.skips(to: "INFO the guard holds nothing back any more")
    await agent.holds("a.cfg", rendering(8))
    await agent.stop()
  }

  func testAfterTheHoldAndASecondReadEmptinessIsBelieved() async throws {
    let agent = try agent("hold = \"1s\"")
    try agent.start()
    await agent.holds("a.cfg", rendering(3))
    try agent.write("[keys]\ncolour = \"red\"\n", to: "services.toml")
    await agent.skips(to: GuardTests.holding)
    await agent.holds("a.cfg", "red\n")
    await agent.stop()
  }

  /// An agent that was killed while it held emptiness back, and started again.
  private func restartedWhileHolding(_ settings: String) async throws -> LiveAgent {
    let agent = try agent(settings)
    try agent.start()
    await agent.holds("a.cfg", rendering(3))
    try agent.write("[keys]\ncolour = \"red\"\n", to: "services.toml")
    await agent.skips(to: GuardTests.holding)
    try await agent.killAndWait()
    try agent.start()
    return agent
  }

  func testARestartDuringAHoldGoesOnHoldingAndHeals() async throws {
    let agent = try await restartedWhileHolding("")
    await agent.skips(to: GuardTests.holding)
    agent.check("a.cfg", is: rendering(3))
    try agent.write(services(2), to: "services.toml")
    await agent.holds("a.cfg", rendering(2))
    await agent.stop()
  }

  func testARestartDoesNotProlongTheHold() async throws {
    let agent = try await restartedWhileHolding("hold = \"6s\"")
    await agent.holds("a.cfg", "red\n")
    await agent.stop()
  }

  func testAnEmptyRegistryAtTheFirstStartDoesNotEmptyAnInstalledFile() async throws {
    let agent = try agent("", servers: 0)
    try agent.write(rendering(3), to: "a.cfg")
    try agent.start()
    await agent.skips(to: GuardTests.holding)
    agent.check("a.cfg", is: rendering(3))
    await agent.stop()
  }

  func testConsulLosingItsInstancesIsHeldUntilApproved() async throws {
    let consul = try await ConsulServer.started()
    try consul.register("web", id: "web-1", port: 80)
    let agent = try agent("")
    let text = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      text.replacingOccurrences(
        of: "registry.file = { path = \"services.toml\" }",
        with: "registry.consul = { address = \"127.0.0.1:\(consul.port)\" }"), to: "trimtab.toml")
    try agent.write("{{range service \"web\"}}{{.Port}}\n{{end}}end\n", to: "a.tmpl")
    try agent.start()
    await agent.holds("a.cfg", "80\nend\n")
    try consul.deregister(id: "web-1")
    await agent.skips(to: GuardTests.holding)
    agent.check("a.cfg", is: "80\nend\n")
    let (text2, code) = try await ask(agent, ["approve", "web"])
    XCTAssertEqual(code, 0, text2)
    await agent.holds("a.cfg", "end\n")
    await agent.stop()
    try await consul.stop()
  }
}
