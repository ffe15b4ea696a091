import Foundation
import TestSupport
import XCTest

/// confd's command line with real registries.
final class ConfdBackendsTests: XCTestCase {
  private static let template = """
    {{range gets "/app/*"}}{{.Key}}={{.Value}} {{end}}
    {{range lsdir "/app"}}{{.}} {{end}}{{range ls "/app/db"}}{{.}} {{end}}
    {{getvs "/app/*"}} {{exists "/apple"}}

    """

  private static let pairs = [
    ("app/a", "2"), ("app/b", "1"), ("app/db/host", "h"), ("apple", "pie"),
  ]

  private func folder() throws -> ConfdFolder {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", ConfdBackendsTests.template, keys: "\"/app\"")
    return folder
  }

  /// What the template gives; confd's client of Consul takes a key as the beginning of a text.
  private func expected(apple: Bool) -> String {
    "/app/a=2 /app/b=1 \ndb host \n[1 2] \(apple)\n"
  }

  private func checkOnce(_ arguments: [String], apple: Bool) throws {
    let folder = try folder()
    let result = try folder.run(["-onetime"] + arguments)
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try folder.program.text("a.cfg"), expected(apple: apple))
  }

  /// Follows a change by a watch.
  private func checkWatch(
    _ arguments: [String], apple: Bool, change: () throws -> Void
  ) async throws {
    let folder = try folder()
    try folder.write(
      "a", ConfdBackendsTests.template, keys: "\"/app\"",
      "reload_cmd = \"echo x >> \(folder.path("log"))\"")
    let agent = try RunningProcess(
      Program.executable.path,
      ["confd"] + arguments + ["-watch", "-confdir", folder.path("etc")])
    let isFirst = await eventually {
      (try? folder.program.text("a.cfg")) == expected(apple: apple)
    }
    XCTAssertTrue(isFirst, agent.standardError)
    try change()
    let isChanged = await eventually {
      (try? folder.program.text("a.cfg"))?.contains("/app/b=changed") == true
        && (try? folder.program.text("log")) == "x\nx\n"
    }
    XCTAssertTrue(isChanged, agent.standardError)
    // A new resource is taken up without a restart.
    try folder.write("b", "{{getv \"/app/b\"}}", keys: "\"/app/b\"")
    let isTaken = await eventually { (try? folder.program.text("b.cfg")) == "changed" }
    XCTAssertTrue(isTaken, agent.standardError)
    try await agent.stop(SIGTERM)
  }

  func testABackendThatIsNotThereIsStatus1Soon() throws {
    for arguments in [
      ["-backend", "consul", "-node", "127.0.0.1:1"],
      ["-backend", "etcdv3", "-node", "127.0.0.1:1"],
      ["-backend", "redis", "-node", "127.0.0.1:1"],
      ["-node", "http://127.0.0.1:1"], ["-backend", "file", "-file", "none.yaml"],
    ] {
      let folder = try folder()
      let result = try folder.run(["-onetime"] + arguments)
      XCTAssertEqual(result.status, 1, result.errors)
      XCTAssertTrue(
        result.errors.contains("ERROR data are missing; the file stays as it is"), result.errors)
      XCTAssertFalse(folder.program.has("a.cfg"))
    }
  }

  func testConsul() async throws {
    let server = try await ConsulServer.started()
    for (key, value) in ConfdBackendsTests.pairs { try server.put(key, value) }
    let node = "127.0.0.1:\(server.port)"
    try checkOnce(["-backend", "consul", "-node", node], apple: true)
    try checkOnce(["consul", "--node", node], apple: true)
    // Where the first node is down the next one is asked.
    try checkOnce(["consul", "-n", "127.0.0.1:1", "-n", node], apple: true)
    try await checkWatch(["-backend", "consul", "-node", node], apple: true) {
      try server.put("app/b", "changed")
    }
    try await server.stop()
  }

  func testEtcdOfTheThirdVersion() async throws {
    let server = try await EtcdServer.started()
    for (key, value) in ConfdBackendsTests.pairs { try server.put("/" + key, value) }
    let node = "http://127.0.0.1:\(server.port)"
    try checkOnce(["-backend", "etcdv3", "-node", node], apple: false)
    try checkOnce(["etcd", "--node=\(node)"], apple: false)
    try await checkWatch(["-backend", "etcdv3", "-node", node], apple: false) {
      try server.put("/app/b", "changed")
    }
    try await server.stop()
  }

  func testEtcdOfTheSecondVersion() async throws {
    let server = try await EtcdV2Server.started()
    for (key, value) in ConfdBackendsTests.pairs { try server.put(key, value) }
    let node = "http://127.0.0.1:\(server.port)"
    try checkOnce(["-node", node], apple: false)
    try await checkWatch(["-node", node], apple: false) { try server.put("app/b", "changed") }
    try await server.stop()
  }

  func testRedis() async throws {
    let server = try await RedisServer.started(password: "s3cret")
    for (key, value) in ConfdBackendsTests.pairs {
      try server.write("/\(key)", value)
      try server.write("sep:" + key.replacingOccurrences(of: "/", with: ":"), value)
    }
    let node = "127.0.0.1:\(server.port)"
    let login = ["-client-key", "s3cret"]
    try checkOnce(["-backend", "redis", "-node", node] + login, apple: false)
    try checkOnce(["-backend", "redis", "-node", server.socketPath] + login, apple: false)
    try checkOnce(
      ["-backend", "redis", "-node", node + "/0", "-separator", ":", "-prefix", "/sep"] + login,
      apple: false)
    try checkOnce(
      ["redis", "--node", "127.0.0.1:1", "-n", node, "--password", "s3cret"],
      apple: false)
    try await checkWatch(["-backend", "redis", "-node", node] + login, apple: false) {
      try server.write("/app/b", "changed")
    }
    let folder = try folder()
    let refused = try folder.run(
      ["-onetime", "-backend", "redis", "-node", node, "-client-key", "wr0ng"])
    XCTAssertEqual(refused.status, 1, refused.errors)
    XCTAssertTrue(refused.errors.contains("does not accept the user and password"), refused.errors)
    XCTAssertFalse(refused.errors.contains("wr0ng"), refused.errors)
    try await server.stop()
  }

  func testFiles() async throws {
    let data = TemporaryDirectory.fresh
    try data.write("app: {a: 2, b: 1}\n", to: "one.yaml")
    try data.write("{\"app\": {\"db\": {\"host\": \"h\"}}}", to: "deep/two.yaml")
    try data.write("not: [YAML", to: "three.txt")
    let arguments = ["-backend", "file", "-file", data.path, "-filter", "*.yaml"]
    try checkOnce(arguments, apple: false)
    try checkOnce(["file", "--file", data.path, "--filter", "*.yaml"], apple: false)
    try await checkWatch(arguments, apple: false) {
      try data.write("{\"app\": {\"c\": \"h\"}}", to: "deep/new/three.yaml")
      try data.write("app: {b: changed}", to: "one.yaml")
    }
  }

  func testAnAgentOutlivesItsBackend() async throws {
    let server = try await EtcdServer.started()
    try server.put("/app/b", "1")
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/app/b\"}}", keys: "\"/app\"")
    try folder.write("c", "{{nope}}")
    let agent = try RunningProcess(
      Program.executable.path,
      [
        "confd", "-backend", "etcdv3", "-node", "127.0.0.1:\(server.port)", "-watch", "-confdir",
        folder.path("etc"),
      ])
    let isFirst = await eventually { (try? folder.program.text("a.cfg")) == "1" }
    XCTAssertTrue(isFirst, agent.standardError)
    XCTAssertTrue(
      agent.standardError.contains("ERROR template cannot be used; the others are not affected"),
      agent.standardError)
    try await server.kill()
    try await server.start()
    try server.put("/app/b", "2")
    let isSecond = await eventually { (try? folder.program.text("a.cfg")) == "2" }
    XCTAssertTrue(isSecond, agent.standardError)
    // The broken template is used once it is mended.
    try folder.program.write("etc/templates/c.tmpl", "mended")
    let isMended = await eventually { (try? folder.program.text("c.cfg")) == "mended" }
    XCTAssertTrue(isMended, agent.standardError)
    try await agent.stop(SIGTERM)
    try await server.stop()
  }
}
