import Foundation
import TestSupport
import XCTest

/// What Consul is asked in consul-template's place, and how old its answers may be.
final class ConsulTemplateWireTests: XCTestCase {
  /// A Consul that gives `red` where it may answer stale, as old as is said, and `blue` elsewhere;
  /// who waits for a change gets none.
  private func consul(age milliseconds: Int) -> ScriptedServer {
    ScriptedServer { connection in
      while let request = connection.readRequest() {
        if request.target.contains("index=") { return connection.waitForClose() }
        let isStale = request.target.contains("stale=")
        let value = Data((isStale ? "red" : "blue").utf8).base64EncodedString()
        let age = isStale ? milliseconds : 0
        connection.answer(
          headers: ["X-Consul-Index: 7", "X-Consul-LastContact: \(age)"],
          body: #"[{"Key": "a", "Value": "\#(value)", "ModifyIndex": 7}]"#)
      }
    }
  }

  /// Runs it once and checks what it wrote and what it asked for, both from the beginning.
  private func check(
    _ arguments: [String], configuration: String = "", environment: [String: String] = [:],
    age: Int = 0, gives expected: String = "red", asks targets: [String]? = nil,
    says lines: [String] = [], line: UInt = #line
  ) throws {
    let server = consul(age: age)
    defer { server.stop() }
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key `a`}}")
    try program.write("c.hcl", configuration)
    let address = ["-consul-addr", "127.0.0.1:\(server.port)"]
    let result = try program.run(
      ["consul-template", "-config", "c.hcl", "-template", "a.tmpl:a", "-once"] + address
        + arguments, environment: environment)
    XCTAssertEqual(result.status, 0, result.errors, line: line)
    XCTAssertEqual(try? program.text("a"), expected, line: line)
    // What it begins to wait for before it ends is no part of it.
    let requests = server.requests.filter { !$0.target.contains("index=") }
    if let targets { XCTAssertEqual(requests.map(\.target), targets, line: line) }
    for wanted in lines {
      XCTAssertTrue(
        requests.allSatisfy { $0.head.contains("\r\n\(wanted)\r\n") },
        "no `\(wanted)` in \(requests.map(\.head))", line: line)
    }
  }

  func testAnAnswerThatIsTooOldIsAskedForAgain() throws {
    let (stale, fresh) = (["/v1/kv/a?stale="], ["/v1/kv/a?stale=", "/v1/kv/a"])
    try check([], age: 2000, gives: "red", asks: stale)
    try check([], age: 2001, gives: "blue", asks: fresh)
    try check(["-max-stale", "10s"], age: 10_000, gives: "red", asks: stale)
    try check(["-max-stale=10s"], age: 10_001, gives: "blue", asks: fresh)
    try check([], configuration: "max_stale = \"50ms\"", age: 51, gives: "blue", asks: fresh)
    // A flag wins over files.
    try check(
      ["-max-stale=1m"], configuration: "max_stale = \"50ms\"", age: 51, gives: "red", asks: stale)
    // Nanoseconds, as the original reads a number.
    try check(
      ["-strict"], configuration: "max_stale = 5", age: 1, gives: "blue", asks: fresh)
  }

  func testWithoutALimitNothingStaleIsAskedFor() throws {
    try check(["-max-stale", "0s"], age: 1, gives: "blue", asks: ["/v1/kv/a"])
    try check([], configuration: "max_stale = \"0s\"", gives: "blue", asks: ["/v1/kv/a"])
  }

  func testRequestsShowWhoAsks() throws {
    try check(
      ["-consul-token", "t0k"], environment: ["CONSUL_HTTP_TOKEN": "other"],
      says: ["X-Consul-Token: t0k"])
    try check(
      [], environment: ["CONSUL_HTTP_TOKEN": "second", "CONSUL_TOKEN": "first"],
      says: ["X-Consul-Token: first"])
    try check(["-consul-auth", "me:a:b"], says: ["Authorization: Basic bWU6YTpi"])
    try check(
      [], environment: ["CONSUL_HTTP_AUTH": "me:a:b"], says: ["Authorization: Basic bWU6YTpi"])
    try check(
      [], configuration: "consul { namespace = \"team\" }", asks: ["/v1/kv/a?ns=team&stale="])
    try check(
      [], environment: ["CONSUL_NAMESPACE": "team"], asks: ["/v1/kv/a?ns=team&stale="])
  }

  func testAnAddressMayHaveAPath() throws {
    let server = consul(age: 0)
    defer { server.stop() }
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key `a`}}")
    for arguments in [
      ["-consul-addr", "http://127.0.0.1:\(server.port)/proxy/consul"], ["-config", "c.hcl"],
    ] {
      try program.write(
        "c.hcl", "consul { address = \"http://127.0.0.1:\(server.port)/proxy/consul\" }")
      let result = try program.run(
        ["consul-template", "-template", "a.tmpl:a", "-once"] + arguments)
      XCTAssertEqual(result.status, 0, result.errors)
    }
    let targets = server.requests.map(\.target).filter { !$0.contains("index=") }
    XCTAssertEqual(targets, Array(repeating: "/proxy/consul/v1/kv/a?stale=", count: 2))
  }

  func testAProxyOfTheEnvironmentIsUsed() throws {
    let proxy = consul(age: 0)
    defer { proxy.stop() }
    let environment = [
      "HTTP_PROXY": "127.0.0.1:\(proxy.port)", "CONSUL_HTTP_ADDR": "consul.invalid:8500",
    ]
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key `a`}}")
    let result = try program.run(
      ["consul-template", "-template", "a.tmpl:a", "-once"], environment: environment)
    XCTAssertEqual(result.status, 0, result.errors)
    let folder = try ConfdFolder(for: self)
    try folder.write("b", "{{getv \"/a\"}}", keys: "\"/a\"")
    let pass = try folder.run(
      ["-onetime", "-backend", "consul", "-node", "confd.invalid:8500"], environment: environment)
    XCTAssertEqual(pass.status, 0, pass.errors)
    XCTAssertEqual(try folder.program.text("b.cfg"), "blue")
    let targets = Set(proxy.requests.map(\.target))
    XCTAssertTrue(
      targets.isSuperset(of: [
        "http://consul.invalid:8500/v1/kv/a?stale=", "http://confd.invalid:8500/v1/kv/a?recurse=",
      ]), "\(targets)")
    // Our own configuration has a word for it.
    try program.write("c.hcl", "template { source = \"a.tmpl\", destination = \"a\" }")
    for (variables, isSaid) in [(environment, true), (["NO_PROXY": "x"], false)] {
      let migrated = try program.run(
        ["migrate", "consul-template", "c.hcl"], environment: variables)
      XCTAssertEqual(migrated.output.contains("environment_proxy = true"), isSaid, migrated.output)
    }
  }

  func testAWaitLastsAsLongAsIsSaid() async throws {
    for (setting, wait) in [("", "60000ms"), ("block_query_wait = \"5s\"", "5000ms")] {
      let server = consul(age: 0)
      defer { server.stop() }
      let agent = try LiveConsulTemplate()
      try agent.folder.write(setting, to: "c.hcl")
      try agent.folder.write("{{key `a`}}", to: "a.tmpl")
      try agent.start(
        ["-config=c.hcl", "-template=a.tmpl:a", "-consul-addr", "127.0.0.1:\(server.port)"])
      await agent.holds("a", "red")
      let hasAsked = await eventually { server.requests.count == 2 }
      XCTAssertTrue(hasAsked, agent.log)
      XCTAssertEqual(
        server.requests.map(\.target),
        ["/v1/kv/a?stale=", "/v1/kv/a?stale=&index=7&wait=\(wait)"])
      agent.send(SIGTERM)
      let end = await agent.end()
      XCTAssertEqual(end, .exited(0))
    }
  }
}
