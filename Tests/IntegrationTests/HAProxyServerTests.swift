import TestSupport
import XCTest

/// The real HAProxy of the tests behaves as the tests of the agent expect.
final class HAProxyServerTests: XCTestCase {
  private func configuration(
    of haproxy: HAProxyServer, port: UInt16, servers: [TinyBackend]
  ) -> String {
    let lines = servers.map { "  server \($0.name) 127.0.0.1:\($0.port)\n" }
    return haproxy.preamble + """
      frontend entry
        bind 127.0.0.1:\(port)
        default_backend web
      backend web
      \(lines.joined())
      """
  }

  func testABrokenConfigurationIsRefusedByTheCheck() async throws {
    let haproxy = try HAProxyServer()
    try haproxy.write("frontend entry\n  bind nonsense\n")
    let refusal = try await haproxy.check(haproxy.configurationPath)
    XCTAssertEqual(refusal.status, 1)
    XCTAssertTrue(refusal.standardError.contains("nonsense"), refusal.standardError)
  }

  func testAReloadTakesTheNewServersAndKeepsTheMaster() async throws {
    try await checkReload(of: "haproxy")
  }

  /// Reload after reload: none is lost.
  func testEveryReloadMakesANewWorker() async throws {
    let haproxy = try HAProxyServer()
    try haproxy.write(configuration(of: haproxy, port: FreePort.next(), servers: []))
    try await haproxy.start()
    var workers = Set([try haproxy.workerProcess()])
    for _ in 1...5 {
      try await haproxy.reload()
      workers.insert(try haproxy.workerProcess())
    }
    XCTAssertEqual(workers.count, 6)
    try await haproxy.stop()
  }

  private func checkReload(of program: String) async throws {
    let haproxy = try HAProxyServer(program: program)
    let one = try TinyBackend("one")
    let two = try TinyBackend("two")
    let port = try FreePort.next()
    try haproxy.write(configuration(of: haproxy, port: port, servers: [one]))
    let accepted = try await haproxy.check(haproxy.configurationPath)
    XCTAssertEqual(accepted.status, 0, accepted.standardError)
    try await haproxy.start()
    XCTAssertEqual(try HTTPAnswer.get("/", port: port).text, "one\n")
    XCTAssertEqual(try haproxy.showServersState().map(\.server), ["one"])
    let master = haproxy.masterProcess

    try haproxy.write(configuration(of: haproxy, port: port, servers: [one, two]))
    try await haproxy.reload()
    XCTAssertEqual(haproxy.masterProcess, master)
    XCTAssertEqual(try haproxy.showServersState().map(\.server), ["one", "two"])
    XCTAssertEqual(try haproxy.showServersState().map(\.port), [one.port, two.port])
    let both = try await eventually { try HTTPAnswer.get("/", port: port).text == "two\n" }
    XCTAssertTrue(both, "the new server never answered")
    XCTAssertTrue(try haproxy.masterCommand("show proc").contains("worker"))
    try await haproxy.stop()
  }

  func testAServerIsPutIntoMaintenanceThroughTheRuntimeSocket() async throws {
    let haproxy = try HAProxyServer()
    let one = try TinyBackend("one")
    let port = try FreePort.next()
    try haproxy.write(configuration(of: haproxy, port: port, servers: [one]))
    try await haproxy.start()
    _ = try haproxy.command("set server web/one state maint")
    let state = try XCTUnwrap(haproxy.showServersState().first)
    XCTAssertTrue(state.isInMaintenance)
    XCTAssertFalse(state.isUp)
    XCTAssertEqual(try HTTPAnswer.get("/", port: port).status, 503)
    try await haproxy.stop()
  }
}
