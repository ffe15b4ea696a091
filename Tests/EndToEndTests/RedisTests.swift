import Foundation
import TestSupport
import XCTest

/// The program with a real Redis.
final class RedisTests: XCTestCase {
  private func program(
    _ server: RedisServer, functions: String = "consul", _ template: String, _ more: String = ""
  ) throws -> Program {
    try Program(for: self, functions: functions, template) {
      """
      [registry.redis]
      endpoints = ["127.0.0.1:\(server.port)"]
      \(more)
      """
    }
  }

  private func server() async throws -> RedisServer { try await RedisServer().startedWithSamples() }

  func testAServerThatIsNotThereIsStatus8() throws {
    try checkStatus8("[registry.redis]\nendpoints = [\"127.0.0.1:1\"]")
  }

  func testConsulTemplatesFunctionsReadKeys() async throws {
    let server = try await server()
    try checkConsulTemplatesFunctions(tree: "app/db/host app/db/port app/db/sub/x apple") {
      try program(server, $0)
    }
    try await server.stop()
  }

  func testConfdsFunctionsReadKeys() async throws {
    let server = try await server()
    try checkConfdsFunctions { try program(server, functions: "confd", $0) }
    try await server.stop()
  }

  func testServicesAreReadFromKeys() async throws {
    let server = try await server()
    try server.write("services:web:one", "10.0.0.1:80")
    let program = try program(
      server, "{{range service \"web\"}}{{.Address}}:{{.Port}}{{end}}",
      """
      separator = ":"
      [registry.redis.services]
      layout = "registrator"
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"]), output: "10.0.0.1:80",
      status: 0)
    try await server.stop()
  }

  func testARunningAgentFollowsKeysThroughARestartOfTheServer() async throws {
    let server = try await server()
    try await checkRestart(of: server) {
      try program(server, $0)
    } remove: {
      try server.remove("app/db/host")
    }
    try await server.stop()
  }
}
