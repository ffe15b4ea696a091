import Foundation
import TestSupport
import XCTest

/// nginx under requests while its servers change, each time by a reload. A connection that waits
/// for its next request is closed by a reload, which a client has to expect; nothing else may fail.
final class NginxLoadTests: XCTestCase {
  private let changes = LoadShape.changes
  private let pause = LoadShape.pause

  private func check(
    _ what: String, settings: String = "", _ body: (LoadedNginx) async throws -> LoadTally?
  ) async throws {
    let world = try LoadedNginx()
    try await world.start(rate: LoadShape.rate, settings: settings)
    let before = try await body(world)
    await world.settle()
    let log = world.log
    let tally = try await world.stop(what).since(before ?? LoadTally())
    XCTAssertEqual(tally.fresh, [:], "\(tally)\n\(log.suffix(6000))")
    XCTAssertEqual(
      tally.reused.filter { $0.key != .ended && $0.key != .reset }, [:], "\(tally)")
    XCTAssertGreaterThan(tally.answers, 0)
  }

  func testChangesOfServers() async throws {
    try await check("changes of servers") { world in
      try await world.file.change(times: changes / 2, every: pause)
      return nil
    }
  }

  func testTheCheckRefuses() async throws {
    try await check("check refuses") { world in
      try await world.file.changeRefused(times: changes / 2, every: pause)
      return nil
    }
  }

  func testTheReloadIsRefused() async throws {
    try await check("reload refused") { world in
      try await world.file.changeUnbound(times: changes / 2, every: pause)
      return nil
    }
  }

  func testNginxIsKilledAndStartedAnew() async throws {
    try await check("killed") { world in
      try await world.file.change(times: changes / 8, every: pause)
      try await world.server.kill()
      try await world.file.change(times: 2, every: pause)
      try await world.server.start()
      try await world.file.change(times: changes / 8, every: pause)
      await world.settle()
      // What was lost while nobody listened is lost; from here on nothing may be.
      let before = world.client?.tally
      try await world.file.change(times: changes / 8, every: pause)
      return before
    }
  }

  func testOldWorkersAreStuck() async throws {
    try await check("old workers stuck", settings: "max_old_workers = 2") { world in
      var stuck: [PlainSocket] = []
      for _ in 0..<4 {
        // A request that is never finished keeps its worker alive.
        let socket = try PlainSocket(to: .port(world.port))
        try socket.send(Data("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n".utf8))
        stuck.append(socket)
        try await world.file.change(times: max(10, changes / 8), every: pause)
      }
      let isPostponed = await eventually { world.log.contains("old workers are alive") }
      XCTAssertTrue(isPostponed, world.log)
      stuck.removeAll()
      return nil
    }
  }
}
