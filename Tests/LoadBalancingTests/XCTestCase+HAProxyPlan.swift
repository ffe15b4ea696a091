import LoadBalancing
import XCTest

extension XCTestCase {
  func layout(_ text: String) throws -> BalancerLayout {
    BalancerLayout(try HAProxyConfiguration(Array(text.utf8)))
  }

  func check(
    _ old: String, _ new: String, live change: (inout LiveServers) -> Void = { _ in },
    attempted: String = "", version: HAProxyVersion = HAProxyVersion(2, 6, 12),
    commands: [String] = [], reload: [String] = [], file: StaticString = #filePath,
    line: UInt = #line
  ) throws {
    let before = try layout(old)
    var live = LiveServers(startedFrom: before)
    change(&live)
    let plan = HAProxyPlanner.plan(
      old: before, new: try layout(new), live: live, version: version,
      attempted: Dictionary(
        try layout(attempted).backends.map { ($0.name, $0.servers) }, uniquingKeysWith: +))
    XCTAssertEqual(plan.reasons, reload, file: file, line: line)
    XCTAssertEqual(plan.commands, commands, file: file, line: line)
  }

  /// A backend `web` with these lines.
  func web(_ lines: String..., above: String = "") -> String {
    "\(above)backend web\n" + lines.map { "  \($0)\n" }.joined()
  }
}
