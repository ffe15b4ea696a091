import TestSupport
import XCTest

/// The real Consul of the tests behaves as the tests of the agent expect.
final class ConsulServerTests: XCTestCase {
  func testAKilledServerKeepsItsKeysAndServicesThroughARestart() async throws {
    let consul = try await ConsulServer.started()
    try consul.put("colour", "blue")
    try consul.register("web", id: "web-1", port: 8001, tags: ["a"], meta: ["zone": "b"])
    try await consul.kill()
    XCTAssertThrowsError(try consul.request("GET", "/v1/kv/colour"))

    try await consul.start()
    XCTAssertEqual(try consul.request("GET", "/v1/kv/colour?raw").text, "blue")
    // Whatever its state: a check that is set by hand is critical after a restart, once the agent
    // has told the catalogue.
    let found = try await eventually(within: .seconds(60)) {
      try consul.request("GET", "/v1/health/service/web").text.contains("web-1")
    }
    XCTAssertTrue(found, "the service is not back after the restart")
    try await consul.stop()
  }

  func testServicesComeAndGoAndFailTheirChecks() async throws {
    let consul = try await ConsulServer.started()
    func passing() throws -> [String] {
      let text = try consul.request("GET", "/v1/health/service/web?passing").text
      return ["web-1", "web-2"].filter { text.contains("\"\($0)\"") }
    }
    func becomes(_ expected: [String], line: UInt = #line) async throws {
      let holds = try await eventually { try passing() == expected }
      if !holds { XCTAssertEqual(try passing(), expected, line: line) }
    }
    try consul.register("web", id: "web-1", port: 8001)
    try consul.register("web", id: "web-2", port: 8002, status: .critical)
    try await becomes(["web-1"])
    try consul.setStatus(of: "web-2", to: .passing)
    try await becomes(["web-1", "web-2"])
    try consul.setStatus(of: "web-1", to: .critical, note: "out of order")
    try await becomes(["web-2"])
    try consul.deregister(id: "web-2")
    try await becomes([])
    try await consul.stop()
  }

  func testManyInstancesAreRegisteredAtOnce() async throws {
    let consul = try await ConsulServer.started()
    let instances = (1...130).map {
      ConsulServer.Instance(
        service: "bulk", id: "bulk-\($0)", address: "10.0.0.1", port: UInt16(8000 + $0))
    }
    try consul.registerInCatalogue(node: "far", address: "10.0.0.1", services: instances)
    let answer = try consul.request("GET", "/v1/catalog/service/bulk").text
    XCTAssertEqual(answer.components(separatedBy: "\"ServiceID\":\"bulk-").count - 1, 130)
    try await consul.stop()
  }

  func testAFrozenServerAnswersAgainAfterTheThaw() async throws {
    let consul = try await ConsulServer.started()
    try consul.put("colour", "blue")
    consul.freeze()
    XCTAssertThrowsError(
      try HTTPAnswer.request("GET", "/v1/kv/colour", at: .port(consul.port), seconds: 1))
    consul.thaw()
    XCTAssertEqual(try consul.request("GET", "/v1/kv/colour?raw").text, "blue")
    try consul.delete("col", recurse: true)
    XCTAssertThrowsError(try consul.request("GET", "/v1/kv/colour"))
    try await consul.stop()
  }
}
