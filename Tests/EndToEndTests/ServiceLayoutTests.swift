import Foundation
import TestSupport
import XCTest

/// One template over services in the keys of any registry.
final class ServiceLayoutTests: XCTestCase {
  private let template = """
    {{range services}}{{.Name}}
    {{range service .Name}}  server {{.ID}} {{.Address}}:{{.Port}} weight {{.Weights.Passing}}
    {{end}}{{end}}
    """
  private let expected = """
    db
      server 1 10.0.0.9:5432 weight 1
    web
      server 1 10.0.0.1:80 weight 1
      server 2 2001:db8::2:80 weight 1

    """
  private let keys = [
    "services/web/1": "10.0.0.1:80", "services/web/2": "[2001:db8::2]:80",
    "services/db/1": "10.0.0.9:5432",
  ]

  private func program(_ settings: String) throws -> Program {
    let program = try Program(for: self)
    try program.write(
      "trimtab.toml",
      """
      \(settings)
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      """)
    try program.write("a.tmpl", template)
    return program
  }

  private func checkRender(
    _ program: Program, _ expected: String, environment: [String: String] = [:],
    file: StaticString = #filePath, line: UInt = #line
  ) throws {
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"], environment: environment),
      output: expected, status: 0, file: file, line: line)
  }

  func testAWrongPatternIsAMistakeOfTheConfiguration() throws {
    let program = try program(
      "[registry.env]\nservices = { layout = \"custom\", pattern = \"/a/{id}\" }")
    let result = try program.run(["render", "-c", "trimtab.toml", "--stdout"])
    XCTAssertEqual(result.status, 3)
    XCTAssertTrue(
      result.errors.contains(
        "registry `env`: the pattern `/a/{id}` of the services' keys has no `{service}`"),
      result.errors)
  }

  func testKeysOfWhichNoneCanBeReadAreStatus8() throws {
    let program = try program("[registry.env]\nservices = { layout = \"registrator\" }")
    let result = try program.run(
      ["render", "-c", "trimtab.toml", "--stdout"], environment: ["SERVICES_WEB_1": "nonsense"])
    XCTAssertEqual(result.status, 8)
    XCTAssertTrue(
      result.errors.contains(
        "no key below `/services/` can be read as an instance in the layout `registrator`: "
          + "`services/web/1`: expected `address:port`, found `nonsense`"), result.errors)
  }

  func testServicesInTheEnvironment() throws {
    try checkRender(
      program("[registry.env]\nservices = { layout = \"registrator\" }"), expected,
      environment: [
        "SERVICES_WEB_1": "10.0.0.1:80", "SERVICES_WEB_2": "[2001:db8::2]:80",
        "SERVICES_DB_1": "10.0.0.9:5432",
      ])
  }

  func testServicesInAFile() throws {
    let program = try program(
      "[registry.file]\npath = \"keys.toml\"\nservices = { layout = \"registrator\" }")
    let lines = keys.map { "\"\($0.key)\" = \"\($0.value)\"" }
    try program.write("keys.toml", "[keys]\n" + lines.joined(separator: "\n"))
    try checkRender(program, expected)
  }

  func testServicesInConsulsKeys() async throws {
    let consul = try await ConsulServer.started()
    for (key, value) in keys { try consul.put(key, value) }
    try checkRender(
      program(
        "[registry.consul]\naddress = \"127.0.0.1:\(consul.port)\"\n"
          + "services = { layout = \"registrator\" }"), expected)
    try await consul.stop()
  }

  func testServicesInEtcd() async throws {
    let etcd = try await EtcdV2Server.started()
    for (key, value) in keys { try etcd.put(key, value) }
    func settings(_ services: String) -> String {
      "[registry.etcd2]\nendpoints = [\"127.0.0.1:\(etcd.port)\"]\nservices = { \(services) }"
    }
    try checkRender(program(settings("layout = \"registrator\"")), expected)
    try etcd.put("services/web/3", "broken")
    let partial = try program(settings("layout = \"registrator\"")).run([
      "render", "-c", "trimtab.toml", "--stdout",
    ])
    XCTAssertEqual(partial.output, expected)
    let warnings = partial.errors.components(separatedBy: "WARNING ").dropFirst()
    XCTAssertEqual(
      Array(warnings),
      [
        "key is no instance of a service; leaving it out registry=etcd2 key=services/web/3 "
          + "reason=\"expected `address:port`, found `broken`\"\n"
      ])
    try etcd.put("skydns/com/example/web/1", #"{"host":"10.0.0.1","port":80}"#)
    try etcd.put("skydns/com/example/web/2", #"{"host":"2001:db8::2","port":80}"#)
    try etcd.put("skydns/com/example/db/1", #"{"host":"10.0.0.9","port":5432}"#)
    try checkRender(
      program(settings("layout = \"skydns\", domain = \"example.com\"")), expected)
    try etcd.put("apps/web/1", #"{"net":{"ip":"10.0.0.1"},"port":80}"#)
    try checkRender(
      program(
        settings(
          "layout = \"custom\", pattern = \"/apps/{service}/{id}\", value = \"json\", "
            + "fields = { address = \"net.ip\" }")),
      "web\n  server 1 10.0.0.1:80 weight 1\n")
    try await etcd.stop()
  }

  func testServicesInEtcdV3() async throws {
    let etcd = try await EtcdServer.started()
    for (key, value) in keys { try etcd.put("/" + key, value) }
    try checkRender(
      program(
        "[registry.etcd]\nendpoints = [\"\(etcd.url)\"]\n"
          + "services = { layout = \"registrator\" }"), expected)
    try await etcd.stop()
  }

  func testARunningAgentFollowsServicesInEtcd() async throws {
    let etcd = try await EtcdV2Server.started()
    for (key, value) in keys { try etcd.put(key, value) }
    let program = try program(
      "[registry.etcd2]\nendpoints = [\"127.0.0.1:\(etcd.port)\"]\n"
        + "services = { layout = \"registrator\" }")
    let agent = try RunningProcess(
      Program.executable.path,
      ["run", "-c", program.directory.appendingPathComponent("trimtab.toml").path])
    func isWritten(_ text: String) async -> Bool {
      await eventually { (try? program.text("a.cfg")) == text }
    }
    let isFirst = await isWritten(expected)
    XCTAssertTrue(isFirst, agent.standardError)
    try etcd.delete("services/web/2")
    try etcd.put("services/web/1", "10.0.0.1:81")
    try etcd.put("services/new/1", "10.0.0.3:1")
    let isChanged = await isWritten(
      """
      db
        server 1 10.0.0.9:5432 weight 1
      new
        server 1 10.0.0.3:1 weight 1
      web
        server 1 10.0.0.1:81 weight 1

      """)
    XCTAssertTrue(isChanged, "\((try? program.text("a.cfg")) ?? "")\n\(agent.standardError)")
    try await agent.stop(SIGTERM)
    try await etcd.stop()
  }
}
