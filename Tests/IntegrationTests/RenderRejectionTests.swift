import Foundation
import TestSupport
import XCTest

/// `render` and a balancer that rejects what its check had accepted: the last good files are back
/// in place when it ends, as with `run`.
final class RenderRejectionTests: XCTestCase {
  private func check(
    _ world: GroupedHAProxy, _ agent: TrimtabAgent, afterRejectionOf bind: String,
    _ reason: String, line: UInt = #line
  ) async throws {
    let good = world.files
    let worker = try world.balancer.workerProcess()
    try world.want(bind: bind, weight: 7, network: "10.7.0.0/16")
    let rejected = try await agent.run("render")
    XCTAssertEqual(rejected.status, 11, rejected.standardError, line: line)
    for path in [world.balancer.configurationPath, world.map] {
      let text =
        "error: the balancer rejected the new `\(path)`; the last good file is back in place: "
      XCTAssertTrue(
        rejected.standardError.contains(text), rejected.standardError, line: line)
    }
    XCTAssertTrue(rejected.standardError.contains(reason), rejected.standardError, line: line)
    XCTAssertEqual(world.files, good, line: line)
    XCTAssertEqual(try world.balancer.workerProcess(), worker, line: line)
    XCTAssertEqual(try world.balancer.showServersState().first?.weight, 1, line: line)
    let marks = world.folder.names.filter { $0.contains("trimtab-pending") }
    XCTAssertEqual(marks, [], line: line)
  }

  func testFilesThatHAProxyRejectsAreTakenBack() async throws {
    let occupant = try SilentListener()
    for program in ServerBinaries.haproxies {
      let agent = try TrimtabAgent()
      let world = try GroupedHAProxy(program: program, in: agent.folder)
      try await agent.render(["--no-reload"])
      try await world.balancer.start()
      try await agent.render()
      try await check(
        world, agent, afterRejectionOf: world.impossibleBind,
        "HAProxy refused the new configuration and goes on with the old one")
      try await check(
        world, agent, afterRejectionOf: "127.0.0.1:\(occupant.port)", "Address already in use")
      let worker = try world.balancer.workerProcess()
      try world.want(
        bind: "127.0.0.1:\(try FreePort.next())", weight: 2, network: "10.2.0.0/16")
      try await agent.render()
      XCTAssertNotEqual(try world.balancer.workerProcess(), worker)
      XCTAssertTrue(try world.serves(weight: 2, network: "10.2.0.0/16"))
      try await world.balancer.stop()
    }
  }

  func testFilesThatNginxRejectsAreTakenBack() async throws {
    let occupant = try SilentListener()
    let agent = try TrimtabAgent()
    let world = try GroupedNginx(in: agent.folder)
    try await agent.render(["--no-reload"])
    try await world.server.start()
    try await agent.render()
    let good = world.files
    try world.want("two", bind: "127.0.0.1:\(occupant.port)")
    let rejected = try await agent.run("render")
    XCTAssertEqual(rejected.status, 11, rejected.standardError)
    XCTAssertTrue(
      rejected.standardError.contains("Address already in use"), rejected.standardError)
    XCTAssertEqual(world.files, good)
    XCTAssertEqual(world.answer, "one")
    try world.want("three")
    try await agent.render()
    let isFollowed = await eventually { world.answer == "three" }
    XCTAssertTrue(isFollowed, world.server.errorLog)
    try await world.server.stop()
  }

  func testWhatCannotBePutBackStaysPending() async throws {
    let occupant = try SilentListener()
    let agent = try TrimtabAgent()
    let world = try GroupedNginx(in: agent.folder)
    try world.want("one", bind: "127.0.0.1:\(occupant.port)")
    try world.server.write(NginxServer.server(world.port, "old"))
    try await world.server.start()
    // There was no file that could be put back.
    let rejected = try await agent.run("render")
    XCTAssertEqual(rejected.status, 7, rejected.standardError)
    XCTAssertTrue(
      rejected.standardError.contains("is installed and could not be applied"),
      rejected.standardError)
    XCTAssertTrue(world.files[0]?.contains("conf.d/*.conf") == true)
    try await world.server.stop()
  }
}
