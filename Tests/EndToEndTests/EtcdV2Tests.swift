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
    try checkConsulTemplatesFunctions(tree: "app/db/host app/db/port app/db/sub/x") {
      try program(server, $0)
    }
    try await server.stop()
  }

  func testConfdsFunctionsReadKeys() async throws {
    let server = try await server()
    try checkConfdsFunctions { try program(server, functions: "confd", $0) }
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
