import AgentConfiguration
import LoadBalancing
import SystemSupport
import TestSupport
import XCTest

@testable import AgentCore

/// What the agent keeps, and what it lets go.
final class AgentTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh

  private func agent(applying apply: ApplySettings = .nothing) throws -> Agent {
    var configuration = Configuration()
    var resource = ResourceSettings(
      name: "a", template: .inline("text"),
      destination: DestinationSettings(path: folder.file("a")))
    resource.apply = apply
    configuration.resources = [resource]
    return Agent(
      try Assembly.make(configuration, environment: [:], numbers: ResourceNumbers()),
      log: .silent)
  }

  private let key = ApplySettings.command(
    CommandSettings(.shell("true"), timeout: .seconds(30)))

  /// What was told to stop looking after a balancer must not set back what its successor does.
  func testAWayOfApplyingThatNobodyHasEndsWithItsRun() async throws {
    let agent = try agent()
    await agent.begin(key)
    await agent.applied(key, .success(ReloadReport(method: .command, summary: "done")))
    let ways = await agent.ways
    XCTAssertEqual(ways, [])
  }

  func testTextsAreNotKeptForABalancerThatIsNotThere() async throws {
    let agent = try agent()
    let work = Task { try await agent.run() }
    let isInstalled = await eventually { await agent.status().resources.first?.committed != nil }
    XCTAssertTrue(isInstalled)
    let hasChange = await agent.keepsChange
    XCTAssertFalse(hasChange)
    agent.send(.stop)
    try await work.value
  }
}

extension Agent {
  fileprivate var ways: Set<ApplySettings> { Set(applies.keys) }

  fileprivate var keepsChange: Bool { units.values.contains { $0.lastChange != nil } }

  fileprivate func begin(_ key: ApplySettings) {
    applies[key] = ApplyUnit(reloader(for: key))
    applies[key]?.isRunning = true
  }
}
