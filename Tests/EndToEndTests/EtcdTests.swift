import Foundation
import TestSupport
import XCTest

/// The program with a real etcd.
final class EtcdTests: XCTestCase {
  private func program(
    _ server: EtcdServer, settings: String = "", functions: String = "consul", _ template: String
  ) throws -> Program {
    try Program(for: self, functions: functions, template) {
      """
      [registry.etcd]
      endpoints = ["127.0.0.1:1", "127.0.0.1:\(server.port)"]
      \(settings)
      """
    }
  }

  private func server(_ version: EtcdServer.Version = .machine) async throws -> EtcdServer {
    try await EtcdServer(version).startedWithSamples()
  }

  func testAServerThatIsNotThereIsStatus8() throws {
    try checkStatus8("[registry.etcd]\naddress = \"127.0.0.1:1\"")
  }

  func testConsulTemplatesFunctionsReadKeys() async throws {
    let server = try await server()
    let program = try program(
      server,
      """
      {{key "app/db/host"}}:{{key "/app/db/port"}} {{keyOrDefault "app/db/user" "root"}}
      {{keyExists "app/db/host"}} {{keyExists "app/db"}}
      {{range ls "app/db"}}{{.Key}}={{.Value}} {{end}}
      {{range tree "/app"}}{{.Path}} {{end}}
      {{range safeLs "app/db"}}{{.Key}} {{end}}{{range safeTree "app/db/sub"}}{{.Key}}{{end}}
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"]),
      output: """
        db.local:5432 root
        true false
        host=db.local port=5432\u{20}
        app/db/host app/db/port app/db/sub/x apple\u{20}
        host port x
        """, status: 0)
    try await server.stop()
  }

  func testConfdsFunctionsReadKeysBelowAPrefix() async throws {
    let server = try await server(.newer)
    let program = try program(
      server, settings: "prefix = \"/app\"", functions: "confd",
      """
      {{getv "/db/host"}} {{getv "/db/user" "root"}} {{exists "/db"}}
      {{with get "/db/port"}}{{.Key}}={{.Value}}{{end}}
      {{range gets "/db/*"}}{{.Key}}={{.Value}} {{end}}
      {{range ls "/db"}}{{.}} {{end}}
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"]),
      output: """
        db.local root false
        /db/port=5432
        /db/host=db.local /db/port=5432\u{20}
        host port sub\u{20}
        """, status: 0)
    try await server.stop()
  }

  func testTheVariablesOfEtcdctlNameTheRegistry() async throws {
    let server = try await server()
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key \"app/db/host\"}}")
    check(
      try program.run(
        ["render", "--template", "a.tmpl:a.cfg", "--stdout"],
        environment: ["ETCDCTL_ENDPOINTS": "http://127.0.0.1:1,127.0.0.1:\(server.port)"]),
      output: "db.local", status: 0)
    try await server.stop()
  }

  func testARunningAgentFollowsKeysThroughARestartAndACompaction() async throws {
    let server = try await server()
    let program = try program(server, "{{range ls \"app/db\"}}{{.Key}}={{.Value}} {{end}}")
    let agent = try RunningProcess(
      Program.executable.path,
      ["run", "-c", program.directory.appendingPathComponent("trimtab.toml").path])
    func isWritten(_ expected: String) async -> Bool {
      await eventually { (try? program.text("a.cfg")) == expected }
    }
    let isFirst = await isWritten("host=db.local port=5432 ")
    XCTAssertTrue(isFirst, agent.standardError)
    try server.put("/app/db/port", "5433")
    let isChanged = await isWritten("host=db.local port=5433 ")
    XCTAssertTrue(isChanged, agent.standardError)
    try await server.kill()
    let isTold = await eventually {
      agent.standardError.contains("registry does not answer; keeping the last data")
    }
    XCTAssertTrue(isTold, agent.standardError)
    XCTAssertEqual(try program.text("a.cfg"), "host=db.local port=5433 ")
    try await server.start()
    try server.compact(at: server.delete("/app/db/host"))
    let hasRecovered = await isWritten("port=5433 ")
    XCTAssertTrue(hasRecovered, agent.standardError)
    try server.put("/app/db/host", "other")
    let isFollowed = await isWritten("host=other port=5433 ")
    XCTAssertTrue(isFollowed, agent.standardError)
    try await agent.stop(SIGTERM)
    try await server.stop()
  }
}
