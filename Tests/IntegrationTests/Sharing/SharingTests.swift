import Foundation
import TestSupport
import XCTest

/// Agents that share through real registries, and what can happen to them.
final class SharingTests: XCTestCase {
  private let consulTimes = "ttl = \"10s\"\nstale_after = \"60s\"\n"
  private let etcdTimes = "ttl = \"3s\"\nstale_after = \"60s\"\n"

  private func consul(
    agents: Int = 3, _ settings: String? = nil, template: String? = nil,
    _ body: (SharingFleet) async throws -> Void
  ) async throws {
    let store = SharingConsul(server: try await ConsulServer.started())
    try await run(store, agents, settings ?? consulTimes, template, body)
  }

  private func etcd(
    agents: Int = 3, _ settings: String? = nil, template: String? = nil,
    _ body: (SharingFleet) async throws -> Void
  ) async throws {
    let store = SharingEtcd(server: try await EtcdServer.started())
    try await run(store, agents, settings ?? etcdTimes, template, body)
  }

  private func run(
    _ store: any SharingFleet.Store, _ agents: Int, _ settings: String, _ template: String?,
    _ body: (SharingFleet) async throws -> Void
  ) async throws {
    try store.write("app/a", "1")
    try store.write("app/b", "2")
    let fleet =
      try template.map {
        try SharingFleet(store, agents: agents, settings: settings, template: $0)
      } ?? SharingFleet(store, agents: agents, settings: settings)
    try await body(fleet)
    try await fleet.stop()
  }

  // MARK: - the leader goes

  func testAKilledLeaderOfConsulIsReplacedAndNothingIsLost() async throws {
    try await consul { try await checkKilledLeader($0) }
  }

  func testAKilledLeaderOfEtcdIsReplacedAndNothingIsLost() async throws {
    try await etcd { try await checkKilledLeader($0) }
  }

  private func checkKilledLeader(_ fleet: SharingFleet) async throws {
    try fleet.startAll()
    await fleet.become("1 a=1;b=2;")
    let leader = await fleet.settle()
    fleet.send(SIGKILL, to: leader)
    try fleet.store.write("app/a", "while nobody leads")
    let others = fleet.others(than: leader)
    let next = await fleet.settle(others)
    await fleet.become("while nobody leads a=while nobody leads;b=2;", of: others)
    try fleet.store.write("app/b", "after")
    await fleet.become("while nobody leads a=while nobody leads;b=after;", of: others)
    for number in others where number != next {
      XCTAssertFalse(fleet.members[number].says("registries here"), fleet.members[number].log)
    }
    try fleet.start(leader)
    await fleet.settle()
    await fleet.become("while nobody leads a=while nobody leads;b=after;")
  }

  func testALeaderThatEndsHandsOverAtOnce() async throws {
    try await consul("ttl = \"1h\"\nstale_after = \"1h\"\n") { try await checkHandOver($0) }
    try await etcd("ttl = \"1h\"\nstale_after = \"1h\"\n") { try await checkHandOver($0) }
  }

  private func checkHandOver(_ fleet: SharingFleet) async throws {
    try fleet.startAll()
    await fleet.become("1 a=1;b=2;")
    let leader = await fleet.settle()
    try await fleet.members[leader].process?.stop()
    let others = fleet.others(than: leader)
    await fleet.settle(others, within: .seconds(20))
    try fleet.store.write("app/a", "new")
    await fleet.become("new a=new;b=2;", of: others)
    for number in others { try await fleet.members[number].process?.stop() }
    XCTAssertEqual(try fleet.store.keys(), [], "nothing stays behind")
  }

  func testAFrozenLeaderIsReplacedAndChangesNothingWhenItWakes() async throws {
    try await etcd { fleet in
      try fleet.startAll()
      await fleet.become("1 a=1;b=2;")
      let leader = await fleet.settle()
      fleet.send(SIGSTOP, to: leader)
      let others = fleet.others(than: leader)
      await fleet.settle(others)
      try fleet.store.write("app/a", "new")
      await fleet.become("new a=new;b=2;", of: others)
      fleet.send(SIGCONT, to: leader)
      await fleet.become("new a=new;b=2;")
      await fleet.settle()
      XCTAssertNotEqual(fleet.members[leader].role, "leads")
      await fleet.become("new a=new;b=2;")
    }
  }

  func testALeaderThatIsCutOffIsReplacedAndFollowsLater() async throws {
    try await etcd { fleet in
      try fleet.startAll()
      await fleet.become("1 a=1;b=2;")
      let leader = await fleet.settle()
      fleet.members[leader].proxy.set(.hold)
      let others = fleet.others(than: leader)
      await fleet.settle(others)
      try fleet.store.write("app/a", "new")
      await fleet.become("new a=new;b=2;", of: others)
      fleet.members[leader].proxy.set(.none)
      fleet.members[leader].proxy.resetAll()
      await fleet.become("new a=new;b=2;")
      await fleet.settle()
    }
  }

  func testAFollowerThatHearsNothingAsksItself() async throws {
    try await etcd("ttl = \"60s\"\nstale_after = \"3s\"\n") { fleet in
      try fleet.startAll()
      await fleet.become("1 a=1;b=2;")
      let leader = await fleet.settle()
      // Its lease goes on for long, and yet the others do not wait for it.
      fleet.send(SIGKILL, to: leader)
      try fleet.store.write("app/a", "new")
      let others = fleet.others(than: leader)
      await fleet.become("new a=new;b=2;", of: others, within: .seconds(30))
      for number in others {
        XCTAssertTrue(fleet.members[number].says("nothing new is shared"))
      }
    }
  }

  func testSharingBeginsAndEndsWithTheConfiguration() async throws {
    try await consul { fleet in
      let settings = fleet.settings
      fleet.settings = nil
      try fleet.startAll()
      await fleet.become("1 a=1;b=2;")
      XCTAssertEqual(try fleet.store.keys(), [])
      func reconfigure() throws {
        for member in fleet.members {
          try fleet.configure(member.number)
          fleet.send(SIGHUP, to: member.number)
        }
      }
      fleet.settings = settings
      try reconfigure()
      await fleet.settle()
      try fleet.store.write("app/a", "new")
      await fleet.become("new a=new;b=2;")
      fleet.settings = nil
      try reconfigure()
      let isOver = try await eventually { try fleet.store.keys().isEmpty }
      XCTAssertTrue(isOver)
      try fleet.store.write("app/a", "newer")
      await fleet.become("newer a=newer;b=2;")
    }
  }

  // MARK: - the claim or the registry goes

  func testAClaimThatSomebodyRemovesIsRenewed() async throws {
    try await consul { try await checkRemovedClaim($0) }
    try await etcd { try await checkRemovedClaim($0) }
  }

  private func checkRemovedClaim(_ fleet: SharingFleet) async throws {
    try fleet.startAll()
    await fleet.become("1 a=1;b=2;")
    let leader = await fleet.settle()
    try fleet.store.removeShared()
    try fleet.store.write("app/a", "new")
    await fleet.become("new a=new;b=2;")
    let isBack = try await eventually { try !fleet.store.keys().isEmpty }
    XCTAssertTrue(isBack)
    XCTAssertTrue(fleet.members[leader].process?.isRunning == true)
  }

  func testALostSessionOfConsulIsReplaced() async throws {
    try await consul { fleet in
      try fleet.startAll()
      await fleet.become("1 a=1;b=2;")
      await fleet.settle()
      let server = (fleet.store as? SharingConsul)?.server
      let list = try XCTUnwrap(try server?.request("GET", "/v1/session/list"))
      let sessions = try JSONSerialization.jsonObject(with: list.body) as? [[String: Any]] ?? []
      for id in sessions.compactMap({ $0["ID"] as? String }) {
        try server?.request("PUT", "/v1/session/destroy/\(id)")
      }
      try fleet.store.write("app/a", "new")
      await fleet.become("new a=new;b=2;")
      await fleet.settle()
    }
  }

  func testSharingGoesOnAfterARegistryWasAway() async throws {
    try await consul { try await checkRestart($0) }
    try await etcd { try await checkRestart($0) }
  }

  private func checkRestart(_ fleet: SharingFleet) async throws {
    try fleet.startAll()
    await fleet.become("1 a=1;b=2;")
    await fleet.settle()
    try await fleet.store.kill()
    try await fleet.store.start()
    try fleet.store.write("app/a", "new")
    await fleet.become("new a=new;b=2;")
    await fleet.settle()
    try fleet.store.write("app/b", "newer")
    await fleet.become("new a=new;b=newer;")
  }
}
