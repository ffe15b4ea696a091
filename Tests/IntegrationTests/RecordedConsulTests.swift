import Foundation
import TestSupport
import XCTest

/// A real Consul's answers, kept in files: snapshots, and the cache of an agent.
final class RecordedConsulTests: XCTestCase {
  /// `templates/replay` in a folder of its own, with a Consul that has data for it.
  private func replayFolder(_ consul: ConsulServer) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    let example = "\(RepositoryRoot.path)/templates/replay"
    for name in ["trimtab.toml", "haproxy.cfg.tmpl"] {
      try FileManager.default.copyItem(
        atPath: "\(example)/\(name)", toPath: folder.file(name))
    }
    try consul.register(
      "web", id: "web-1", port: 8001, tags: ["entry"], meta: ["zone": "a"], weight: 3)
    try consul.put("haproxy/timeout", "7s")
    return folder
  }

  private func environment(_ consul: ConsulServer) -> [String: String] {
    ["TRIMTAB_REGISTRY_CONSUL_ADDRESS": "127.0.0.1:\(consul.port)", "PATH": "/usr/sbin:/usr/bin"]
  }

  func testASnapshotOfConsulRendersTheSameWithoutIt() async throws {
    let consul = try await ConsulServer.started()
    let folder = try replayFolder(consul)
    try consul.register(
      "api", id: "api-1", port: 8003, tags: ["entry"], meta: ["password": "p"])
    let trimtab = try TrimtabBinary.path()
    func run(_ words: String...) async throws -> FinishedCommand {
      try await FinishedCommand.run(
        trimtab, words, environment: environment(consul), directory: folder.path)
    }
    let live = try await run("render", "-c", "trimtab.toml", "--stdout")
    XCTAssertEqual(live.status, 0, live.standardError)
    XCTAssertTrue(live.standardOutput.contains("server web-1 127.0.0.1:8001 weight 3"))
    let recorded = try await run("snapshot", "-c", "trimtab.toml", "-o", "snapshot.json")
    XCTAssertEqual(recorded.status, 0, recorded.standardError)
    let text = try XCTUnwrap(folder.text("snapshot.json"))
    XCTAssertTrue(text.contains("\"password\": {\"$redacted\": true}"), text)
    XCTAssertFalse(text.contains("Index\""), text)
    let again = try await run("snapshot", "-c", "trimtab.toml")
    XCTAssertEqual(again.standardOutput, text)
    try await consul.kill()
    let replayed = try await run(
      "render", "-c", "trimtab.toml", "--snapshot", "snapshot.json", "--stdout")
    XCTAssertEqual(replayed.status, 0, replayed.standardError)
    XCTAssertEqual(replayed.standardOutput, live.standardOutput)
  }

  func testAnAgentThatStartsWhileConsulIsDeadServesTheLastState() async throws {
    let consul = try await ConsulServer.started()
    let folder = try replayFolder(consul)
    let settings = try XCTUnwrap(folder.text("trimtab.toml"))
      .replacingOccurrences(of: "reload = \"systemctl reload haproxy\"\n", with: "")
    try folder.write("cache_dir = \"cache\"\n" + settings, to: "trimtab.toml")
    func start() throws -> RunningProcess {
      try RunningProcess(
        try TrimtabBinary.path(), ["run", "-c", "trimtab.toml"],
        environment: environment(consul), directory: folder.path)
    }
    func holds(_ text: String, _ agent: RunningProcess, line: UInt = #line) async {
      let isThere = await eventually(within: .seconds(60)) {
        folder.text("haproxy.cfg")?.contains(text) == true
      }
      XCTAssertTrue(isThere, "\(text)\n\(agent.standardError)", line: line)
    }
    let first = try start()
    await holds("server web-1 127.0.0.1:8001 weight 3", first)
    try await first.stop()
    let installed = folder.text("haproxy.cfg")
    try await consul.kill()
    try FileManager.default.removeItem(atPath: folder.file("haproxy.cfg"))

    let second = try start()
    await holds("server web-1 127.0.0.1:8001 weight 3", second)
    XCTAssertEqual(folder.text("haproxy.cfg"), installed)
    XCTAssertTrue(
      second.standardError.contains("serving what it answered to an earlier run"),
      second.standardError)
    // The first real answer takes its place.
    try await consul.start()
    try consul.register("web", id: "web-2", port: 8002, tags: ["entry"], weight: 4)
    await holds("server web-2 127.0.0.1:8002 weight 4", second)
    try await second.stop()
  }
}
