import TestSupport
import XCTest

/// A group of files: a balancer's configuration and what it names.
final class GroupedFilesTests: XCTestCase {
  func testFilesAreCheckedInstalledAndAppliedTogether() async throws {
    let agent = try TrimtabAgent()
    let world = try GroupedHAProxy(in: agent.folder)
    try await agent.render(["--no-reload"])
    try await world.balancer.start()
    try await agent.start()

    try world.want(weight: 2, network: "10.1.0.0/16")
    try await agent.says(
      "backend web: 1 weight changed, no reload; map \(world.map): 1 entry, no reload")
    XCTAssertTrue(try world.serves(weight: 2, network: "10.1.0.0/16"))
    let worker = try world.balancer.workerProcess()
    let good = world.files

    try world.want(weight: 3, network: "nonsense")
    try await agent.says("check refused the new file")
    XCTAssertTrue(try world.serves(weight: 2, network: "10.1.0.0/16"))
    XCTAssertEqual(world.files, good, "the configuration is good, but not its map")

    try world.want(weight: 3, network: "10.2.0.0/16")
    try await agent.comes("both") { try world.serves(weight: 3, network: "10.2.0.0/16") }
    XCTAssertEqual(try world.balancer.workerProcess(), worker, agent.log)
    try await agent.stop()
    try await world.balancer.stop()
  }

  func testFilesOfNginxAreCheckedAsOneConfiguration() async throws {
    let agent = try TrimtabAgent()
    let world = try GroupedNginx(in: agent.folder)
    try await agent.render(["--no-reload"])
    try await world.server.start()
    try await agent.start()

    try world.want("two")
    try await agent.comes("two") { world.answer == "two" }
    let good = world.files
    try world.want("three", line: "no_such 1;")
    try await agent.says(
      "unknown directive \\\"no_such\\\" in \(world.server.folder.file("conf.d/web.conf")):5")
    XCTAssertEqual(world.files, good, "not installed")
    try world.want("four")
    try await agent.comes("four") { world.answer == "four" }
    try await agent.stop()
    try await world.server.stop()
  }
}
