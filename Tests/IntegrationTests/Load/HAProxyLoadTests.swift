import Foundation
import TestSupport
import XCTest

/// HAProxy under requests while everything changes: no request may notice. `Tests/load.sh` runs
/// the long form; here is a short one of each.
final class HAProxyLoadTests: XCTestCase {
  private let changes = LoadShape.changes
  private let rate = LoadShape.rate
  private let pause = LoadShape.pause

  private func eachVersion(
    _ what: String, settings: String = "", _ body: (LoadedBalancer) async throws -> LoadTally?
  ) async throws {
    for program in ServerBinaries.haproxies {
      let world = try LoadedBalancer(program)
      try await world.start(rate: rate, settings: settings)
      let before = try await body(world)
      try await world.settle()
      let log = world.log
      let tally = try await world.stop("\(what), \(program)").since(before ?? LoadTally())
      XCTAssertEqual(tally.failures, 0, "\(program): \(tally)\n\(log.suffix(6000))")
      XCTAssertGreaterThan(tally.answers, 0)
    }
  }

  func testChangesOfAllKinds() async throws {
    try await eachVersion("changes of all kinds") { world in
      try await world.file.change(times: changes, every: pause)
      world.file.registry.make(.structure)
      try world.file.write()
      return nil
    }
  }

  func testTheRuntimeSocketIsGone() async throws {
    try await eachVersion("runtime socket gone") { world in
      try await world.file.change(times: changes / 4, every: pause)
      try await world.settle()
      try FileManager.default.removeItem(atPath: world.balancer.statsSocket)
      try await world.file.change(times: changes / 4, every: pause)
      world.file.registry.make(.structure)
      try world.file.write()
      return nil
    }
  }

  func testHAProxyIsKilledAndStartedAnew() async throws {
    try await eachVersion("killed") { world in
      for _ in 0..<2 {
        try await world.file.change(times: changes / 8, every: pause)
        try await world.balancer.kill()
        try await world.file.change(times: 2, every: pause)
        try await world.balancer.start()
      }
      try await world.file.change(times: changes / 8, every: pause)
      try await world.settle()
      // What was lost while nobody listened is lost; from here on nothing may be.
      let before = world.client?.tally
      try await world.file.change(times: changes / 4, every: pause)
      return before
    }
  }

  func testTheCheckRefuses() async throws {
    try await eachVersion("check refuses") { world in
      try await world.file.changeRefused(times: changes / 2, every: pause)
      return nil
    }
  }

  func testTheReloadIsRefused() async throws {
    try await eachVersion("reload refused") { world in
      try await world.file.changeUnbound(times: changes / 2, every: pause)
      return nil
    }
  }

  func testOldWorkersAreStuck() async throws {
    try await eachVersion("old workers stuck", settings: ", max_old_workers = 2") {
      world in
      var stuck: [PlainSocket] = []
      for _ in 0..<4 {
        // A request that is never finished keeps its worker alive.
        let socket = try PlainSocket(to: .port(world.port))
        try socket.send(Data("GET / HTTP/1.1\r\nHost: x\r\n".utf8))
        stuck.append(socket)
        world.file.registry.make(.structure)
        try await world.file.change(times: changes / 8, every: pause)
      }
      let isPostponed = await eventually { world.log.contains("old workers are alive") }
      XCTAssertTrue(isPostponed, world.log)
      stuck.removeAll()
      return nil
    }
  }
}
