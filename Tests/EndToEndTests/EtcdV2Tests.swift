import Foundation
import TestSupport
import XCTest

/// The program with a real etcd, through its v2 interface.
final class EtcdV2Tests: XCTestCase {
  private func program(
    _ server: EtcdV2Server, functions: String = "consul", _ template: String
  ) throws -> Program {
    try Program(for: self, functions: functions, template) {
      """
      [registry.etcd2]
      endpoints = ["127.0.0.1:\(server.port)"]
      """
    }
  }

  private func server() async throws -> EtcdV2Server {
    try await EtcdV2Server.started().startedWithSamples()
  }

  func testAServerThatIsNotThereIsStatus8() throws {
    try checkStatus8("[registry.etcd2]\nendpoints = [\"127.0.0.1:1\"]")
  }

  func testConsulTemplatesFunctionsReadKeys() async throws {
    let server = try await server()
    let program = try program(
      server,
      """
      {{key "app/db/host"}}:{{key "/app/db/port"}} {{keyOrDefault "app/db/user" "root"}}
      {{keyExists "app/db/host"}} {{keyExists "app/db"}}
      {{range ls "app/db"}}{{.Key}}={{.Value}} {{end}}
      {{range tree "app"}}{{.Path}} {{end}}
      {{range safeLs "app/db"}}{{.Key}} {{end}}{{range safeTree "app/db/sub"}}{{.Key}}{{end}}
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"]),
      output: """
        db.local:5432 root
        true false
        host=db.local port=5432\u{20}
        app/db/host app/db/port app/db/sub/x\u{20}
        host port x
        """, status: 0)
    try await server.stop()
  }

  func testConfdsFunctionsReadKeys() async throws {
    let server = try await server()
    let program = try program(
      server, functions: "confd",
      """
      {{getv "/app/db/host"}} {{getv "/app/db/user" "root"}} {{exists "/app/db"}}
      {{with get "/app/db/port"}}{{.Key}}={{.Value}}{{end}}
      {{range gets "/app/db/*"}}{{.Key}}={{.Value}} {{end}}
      {{range getvs "/app/db/*"}}{{.}} {{end}}
      {{range ls "/app/db"}}{{.}} {{end}}{{range lsdir "/app"}}{{.}} {{end}}
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"]),
      output: """
        db.local root false
        /app/db/port=5432
        /app/db/host=db.local /app/db/port=5432\u{20}
        5432 db.local\u{20}
        host port sub db\u{20}
        """, status: 0)
    try await server.stop()
  }

  func testARunningAgentFollowsKeysThroughARestartOfTheServer() async throws {
    let server = try await server()
    let program = try program(server, "{{range ls \"app/db\"}}{{.Key}}={{.Value}} {{end}}")
    let agent = try RunningProcess(
      Program.executable.path,
      ["run", "-c", program.directory.appendingPathComponent("trimtab.toml").path])
    func isWritten(_ expected: String) async -> Bool {
      await eventually { (try? program.text("a.cfg")) == expected }
    }
    let isFirst = await isWritten("host=db.local port=5432 ")
    XCTAssertTrue(isFirst)
    try server.put("app/db/port", "5433")
    let isChanged = await isWritten("host=db.local port=5433 ")
    XCTAssertTrue(isChanged)
    try await server.kill()
    let isTold = await eventually {
      agent.standardError.contains("registry does not answer; keeping the last data")
    }
    XCTAssertTrue(isTold, agent.standardError)
    XCTAssertEqual(try program.text("a.cfg"), "host=db.local port=5433 ")
    try await server.start()
    try server.delete("app/db/host")
    let hasRecovered = await isWritten("port=5433 ")
    XCTAssertTrue(hasRecovered, agent.standardError)
    try await agent.stop(SIGTERM)
    try await server.stop()
  }
}
