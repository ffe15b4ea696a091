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
    try checkConsulTemplatesFunctions(tree: "app/db/host app/db/port app/db/sub/x apple") {
      try program(server, $0)
    }
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
    try await checkRestart(of: server) {
      try program(server, $0)
    } remove: {
      try server.compact(at: server.delete("/app/db/host"))
    }
    try await server.stop()
  }
}
