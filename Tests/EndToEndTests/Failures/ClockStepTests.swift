import Foundation
import TestSupport
import XCTest

/// A time of day that is set while an agent runs, as by a time service that comes late: nothing
/// may wait longer or shorter than it should.
final class ClockStepTests: XCTestCase {
  /// A year forth, ten years back, beyond the end of 32 bits, and right again.
  private static let steps: [Int64] = [365, -3650, 20000, 0]

  /// An agent of a real Consul with three servers of `web`, which knows the time from a clock.
  private struct World {
    let consul: ConsulServer
    let agent: LiveAgent
    let clock: SteppedClock

    init() async throws {
      consul = try await ConsulServer.started()
      clock = try SteppedClock()
      agent = try LiveAgent()
      try agent.write(
        """
        state_dir = "state"
        cache_dir = "cache"
        [registry.consul]
        address = "127.0.0.1:\(consul.port)"
        wait = "1s"
        retry_max = "500ms"
        [[template]]
        name = "web"
        source = "a.tmpl"
        destination = "a.cfg"
        reload = "cat a.cfg >> applied"
        reload_interval = "100ms"
        [template.guard]
        hold = "1h"

        """, to: "trimtab.toml")
      try agent.write(
        "{{range service \"web\"}}{{.Port}}\n{{end}}{{key \"colour\"}}\n", to: "a.tmpl")
      try setColour("red")
      // In the catalogue: what an agent checks by time to live is critical after its restart.
      try consul.registerInCatalogue(
        node: "n", address: "10.0.0.1",
        services: (1...3).map {
          ConsulServer.Instance(
            service: "web", id: "web-\($0)", address: "10.0.0.1", port: UInt16($0))
        })
    }

    func setColour(_ colour: String) throws { try consul.put("colour", colour) }

    func start() async throws { try agent.start(environment: try await clock.environment()) }

    /// Waits until a colour is installed, with all servers, and told.
    func has(_ colour: String) async {
      await agent.holds("a.cfg", "1\n2\n3\n\(colour)\n")
      let isApplied = await eventually {
        agent.folder.text("applied")?.hasSuffix("\(colour)\n") == true
      }
      XCTAssertTrue(isApplied, "`\(colour)` was not applied:\n\(agent.log)")
    }
  }

  func testChangesArriveWhateverTheClockSays() async throws {
    let world = try await World()
    try await world.start()
    await world.has("red")
    for days in ClockStepTests.steps {
      try world.clock.set(days: days)
      try world.setColour("colour of \(days)")
      await world.has("colour of \(days)")
      // An outage, whose end is awaited with growing pauses.
      try await world.consul.kill()
      await world.agent.skips(to: "WARNING registry does not answer")
      try world.clock.set(days: -days)
      try await world.consul.start()
      await world.agent.skips(to: "INFO registry answers again")
      try world.setColour("colour after \(days)")
      await world.has("colour after \(days)")
    }
    await world.agent.stop()
  }

  func testTheGuardHoldsForAnHourOfItsOwn() async throws {
    let world = try await World()
    try await world.start()
    await world.has("red")
    try world.consul.request("PUT", "/v1/catalog/deregister", body: #"{"Node": "n"}"#)
    await world.agent.skips(to: "WARNING the guard holds an implausible answer back")
    for days in ClockStepTests.steps {
      try world.clock.set(days: days)
      try world.setColour("colour of \(days)")
      await world.has("colour of \(days)")
    }
    await world.agent.stop()
  }

  /// A machine without a battery for its clock starts in 1970.
  func testAnAgentStartsWithAClockThatIsBehindItsOwnFiles() async throws {
    let world = try await World()
    try await world.start()
    await world.has("red")
    await world.agent.stop()
    for days in ClockStepTests.steps {
      try world.clock.set(days: days)
      try world.setColour("colour of \(days)")
      try await world.start()
      await world.has("colour of \(days)")
      await world.agent.stop()
    }
    try await world.consul.stop()
    try world.agent.remove("a.cfg")
    try world.clock.set(days: -20000)
    try await world.start()
    await world.has("colour of 0")
    XCTAssertTrue(world.agent.log.contains("serving what it answered to an earlier run"))
    await world.agent.stop()
  }
}
