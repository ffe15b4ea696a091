import Foundation
import LoadBalancing
import TestSupport
import XCTest

/// What HAProxy is to know of its servers after a reload.
final class ServerStateTests: XCTestCase {
  private func global(_ folder: TemporaryDirectory, _ source: String = "global") -> String {
    """
    global
      server-state-file \(folder.file("state"))
      server-state-base \(folder.path)
    defaults
      mode http
      load-server-state-from-file \(source)
      timeout connect 5s
      timeout client 30s
      timeout server 30s

    """
  }

  func testHealthAndMaintenanceSurviveAReload() async throws {
    for (source, name) in [("global", "state"), ("local", "web")] {
      try await eachVersion { balancer in
        let folder = try TemporaryDirectory()
        let servers = ["a 127.0.0.1:1", "b 127.0.0.1:2", "c 127.0.0.1:3", "d 127.0.0.1:4"].map {
          "server \($0) check inter 1h"
        }
        try await balancer.start(servers, extra: global(folder, source))
        _ = try balancer.server.command("set server web/a health down")
        _ = try balancer.server.command("set server web/b state maint")
        // Its health is another one's now, and so is its port.
        _ = try balancer.server.command("set server web/c health down")
        let report = try await balancer.apply(
          [
            "retries 2", servers[0], servers[1], "server c 127.0.0.1:33 check inter 1h", servers[3],
          ],
          extra: global(folder, source))
        XCTAssertEqual(report.method, .reload, report.summary)
        let states = try balancer.server.showServersState().filter { $0.backend == "web" }
        XCTAssertEqual(
          states.map { "\($0.server):\($0.port) \($0.isUp) \($0.isInMaintenance)" },
          ["a:1 false false", "b:2 false true", "c:33 true false", "d:4 true false"],
          "\(balancer.server.binary) \(source): \(balancer.log.lines)")
        // A start without us must not find ports that servers have left.
        XCTAssertEqual(folder.text(name), "1\n")
      }
    }
  }

  func testWithoutItsSocketTheReloadGoesOnWithoutAnOldState() async throws {
    try await eachVersion { balancer in
      let folder = try TemporaryDirectory()
      try folder.write(
        "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state\nof long ago\n", to: "state")
      try await balancer.start(["server a 127.0.0.1:1"], extra: global(folder))
      try FileManager.default.removeItem(atPath: balancer.server.statsSocket)
      let report = try await balancer.apply(
        ["retries 2", "server a 127.0.0.1:1"], extra: global(folder))
      XCTAssertEqual(report.method, .reload, report.summary)
      XCTAssertEqual(folder.text("state"), "1\n")
    }
  }

  func testFilesAreFoundWhereTheConfigurationSays() throws {
    func check(_ text: String, _ expected: [String: [String]], line: UInt = #line) throws {
      let configuration = try HAProxyConfiguration(Array(text.utf8))
      let found = ServerStateFiles(configuration, BalancerLayout(configuration)).backends
      XCTAssertEqual(
        found.mapValues { $0.map(\.description).sorted() }, expected, text, line: line)
    }
    try check("backend a\n", [:])
    try check("backend a\n load-server-state-from-file global\n", [:])
    try check(
      "global\n server-state-file /s\nbackend a\n load-server-state-from-file none\nbackend b\n",
      [:])
    try check(
      "global\n server-state-file s\nbackend a\n load-server-state-from-file global\n", [:])
    try check(
      "global\n server-state-file s\n server-state-base /b\nbackend a\n"
        + " load-server-state-from-file global\nlisten b\n load-server-state-from-file global\n",
      ["/b/s": ["a", "b"]])
    try check(
      "global\n server-state-base /b\ndefaults\n load-server-state-from-file local\nbackend a\n"
        + "backend b\n server-state-file-name use-backend-name\nbackend c\n"
        + " server-state-file-name /x/c\nbackend d\n load-server-state-from-file none\n",
      ["/b/a": ["a"], "/b/b": ["b"], "/x/c": ["c"]])
    try check("global\n server-state-file \"$S\"\nbackend a\n", [:])
  }
}
