import TestSupport
import XCTest

/// What `explain` says of answers of a real Consul.
final class ExplainConsulTests: XCTestCase {
  func testWhatIsAskedAgainAndAgainHasNoPosition() async throws {
    let consul = try await ConsulServer.started()
    try consul.request("POST", "/v1/query", body: #"{"Name":"q","Service":{"Service":"web"}}"#)
    try consul.put("colour", "red")
    let program = try Program(for: self)
    try program.write("a.tmpl", #"{{key "colour"}}{{range query "q"}}{{.ID}}{{end}}"#)
    let result = try program.run([
      "explain", "--consul", "127.0.0.1:\(consul.port)", "-t", "a.tmpl:a.cfg",
    ])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertTrue(
      result.output.contains("\n  query consul::query(q): 0 entries, polled\n"), result.output)
    XCTAssertTrue(
      result.output.contains("\n  query consul::key(colour): 3 bytes at index "), result.output)
    try await consul.stop()
  }
}
