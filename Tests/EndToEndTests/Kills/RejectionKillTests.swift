import Foundation
import TestSupport
import XCTest

/// `kill -9` before each single step of a change which the check accepts and the balancer then
/// rejects: after a restart the last good files are in place, and the balancer has them.
final class RejectionKillTests: XCTestCase {
  /// A balancer with an agent that wants what cannot be.
  private struct World {
    let agent: LiveAgent
    /// The balancer's folder, where the agent keeps marks, too.
    let folder: String
    let files: () -> [String?]
    let isServing: () throws -> Bool

    /// What the agent has left besides the files.
    var leftovers: [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return (names + agent.folder.names).filter {
        $0.contains(".trimtab-") && !$0.hasSuffix("-lock")
      }
    }

    func isBack(_ good: [String?]) -> Bool {
      agent.log.contains("the last good files are back in place") && files() == good
        && leftovers.isEmpty && (try? isServing()) == true
    }
  }

  /// Kills at each step, or at some with other distances, until all is done without being killed.
  private func check(
    _ world: World, steps: Int, distance: Int = 1
  ) async throws {
    let good = world.files()
    for step in stride(from: 1, to: 200, by: distance) {
      try world.agent.start(environment: await KillSwitch.environment(at: step))
      let isOver = await eventually(within: .seconds(60)) {
        !world.agent.isRunning || world.isBack(good)
      }
      guard isOver else { return XCTFail("never over: \(world.agent.log)") }
      world.agent.send(SIGTERM)
      let end = await world.agent.waitForEnd()
      if end == .exited(0) {
        return XCTAssertGreaterThan(step, steps, "fewer steps than thought")
      }
      let what = world.agent.log.split(separator: "\n").last { $0.hasPrefix("killed") } ?? "no kill"
      try world.agent.start()
      let isBack = await eventually(within: .seconds(60)) { world.isBack(good) }
      guard isBack else {
        return XCTFail(
          "not back: \(step) \(what)\n\(world.agent.log)\n\(world.leftovers)\n\(world.files())")
      }
      await world.agent.stop()
    }
    XCTFail("the agent never came to an end")
  }

  func testHAProxyHasTheLastGoodFiles() async throws {
    for (program, distance) in zip(ServerBinaries.haproxies, [1, 5, 3]) {
      let agent = try LiveAgent()
      let world = try GroupedHAProxy(program: program, in: agent.folder)
      try await TrimtabAgent(in: agent.folder).render(["--no-reload"])
      try await world.balancer.start()
      try await TrimtabAgent(in: agent.folder).render()
      try world.want(bind: world.impossibleBind, weight: 7, network: "10.7.0.0/16")
      let place = (world.balancer.configurationPath as NSString).deletingLastPathComponent
      try await check(
        World(
          agent: agent, folder: place, files: { world.files },
          isServing: { try world.serves(weight: 1, network: "10.0.0.0/8") }),
        steps: 45, distance: distance)
      try await world.balancer.stop()
    }
  }

  /// Somebody else had the balancer read what came between.
  func testWhatTheBalancerTookMeanwhileIsSetBack() async throws {
    for program in ServerBinaries.haproxies {
      let agent = try TrimtabAgent()
      let world = try GroupedHAProxy(program: program, in: agent.folder)
      try await agent.render(["--no-reload"])
      try await world.balancer.start()
      try await agent.render()
      let good = world.files
      try world.want(weight: 2, network: "10.2.0.0/16")
      try await agent.render(["--no-reload"])
      try await world.balancer.reload()
      XCTAssertTrue(try world.serves(weight: 2, network: "10.2.0.0/16"))
      try world.want(bind: world.impossibleBind, weight: 3, network: "10.3.0.0/16")
      try await agent.render(["--no-reload"])
      try await agent.start()
      try await agent.says("the last good files are back in place")
      try await agent.comes("what was before") {
        try world.files == good && world.serves(weight: 1, network: "10.0.0.0/8")
      }
      try world.want(weight: 4, network: "10.4.0.0/16")
      try await agent.comes("the next") { try world.serves(weight: 4, network: "10.4.0.0/16") }
      try await agent.stop()
      try await world.balancer.stop()
    }
  }

  func testRenderSetsItBack() async throws {
    let agent = try TrimtabAgent()
    let world = try GroupedHAProxy(in: agent.folder)
    try await agent.render(["--no-reload"])
    try await world.balancer.start()
    try await agent.render()
    let good = world.files
    try world.want(bind: world.impossibleBind, weight: 3, network: "10.3.0.0/16")
    try await agent.render(["--no-reload"])
    XCTAssertNotEqual(world.files, good)
    let worker = try world.balancer.workerProcess()
    for _ in 1...2 {
      let rejected = try await agent.run("render")
      XCTAssertEqual(rejected.status, 11, rejected.standardError)
      XCTAssertEqual(world.files, good)
      XCTAssertTrue(try world.serves(weight: 1, network: "10.0.0.0/8"))
    }
    XCTAssertNotEqual(try world.balancer.workerProcess(), worker, "the good files were applied")
    try await world.balancer.stop()
  }

  func testNginxHasTheLastGoodFiles() async throws {
    let occupant = try SilentListener()
    let agent = try LiveAgent()
    let world = try GroupedNginx(in: agent.folder)
    try await TrimtabAgent(in: agent.folder).render(["--no-reload"])
    try await world.server.start()
    try await TrimtabAgent(in: agent.folder).render()
    try world.want("two", bind: "127.0.0.1:\(occupant.port)")
    try await check(
      World(
        agent: agent, folder: world.server.folder.path, files: { world.files },
        isServing: { world.answer == "one" }), steps: 45, distance: 4)
    try await world.server.stop()
  }
}
