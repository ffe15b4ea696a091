import TestSupport
import XCTest

extension KeyServer {
  /// Itself, with keys that the tests of the program read.
  func startedWithSamples() async throws -> Self {
    try await start()
    for (key, value) in [
      ("app/db/host", "db.local"), ("app/db/port", "5432"), ("app/db/sub/x", "1"),
      ("apple", "pie"),
    ] { try write(key, value) }
    return self
  }
}

extension Program {
  /// A directory with one template, `a.tmpl`, that is rendered into `a.cfg`, and a registry.
  init(
    for test: XCTestCase, functions: String = "consul", _ template: String,
    registry: () -> String
  ) throws {
    try self.init(for: test)
    try write(
      "trimtab.toml",
      """
      \(registry())
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      functions = "\(functions)"
      """)
    try write("a.tmpl", template)
  }
}

extension XCTestCase {
  /// A registry that does not answer is an exit status of its own.
  func checkStatus8(_ registry: String, line: UInt = #line) throws {
    let program = try Program(for: self, "{{key \"a\"}}") { registry }
    let result = try program.run(["render", "-c", "trimtab.toml", "--timeout", "2s"])
    XCTAssertEqual(result.status, 8, line: line)
    XCTAssertTrue(
      result.errors.contains("WARNING registry does not answer; trying again"), result.errors,
      line: line)
  }
}

/// What is the same for every store with the samples. `program` makes a program of a template.
extension XCTestCase {
  func checkConsulTemplatesFunctions(
    tree: String, line: UInt = #line, _ program: (String) throws -> Program
  ) throws {
    let program = try program(
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
        \(tree)\u{20}
        host port x
        """, status: 0, line: line)
  }

  func checkConfdsFunctions(
    line: UInt = #line, _ program: (String) throws -> Program
  ) throws {
    let program = try program(
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
        """, status: 0, line: line)
  }

  /// A running agent follows keys through a restart of the server; `remove` takes `app/db/host`
  /// away.
  func checkRestart(
    of server: some KeyServer, line: UInt = #line, _ program: (String) throws -> Program,
    remove: () throws -> Void
  ) async throws {
    let program = try program("{{range ls \"app/db\"}}{{.Key}}={{.Value}} {{end}}")
    let agent = try RunningProcess(
      Program.executable.path,
      ["run", "-c", program.directory.appendingPathComponent("trimtab.toml").path])
    func awaitText(_ expected: String) async {
      let isWritten = await eventually { (try? program.text("a.cfg")) == expected }
      XCTAssertTrue(isWritten, "\(expected)\n\(agent.standardError)", line: line)
    }
    await awaitText("host=db.local port=5432 ")
    try server.write("app/db/port", "5433")
    await awaitText("host=db.local port=5433 ")
    try await server.kill()
    let isTold = await eventually {
      agent.standardError.contains("registry does not answer; keeping the last data")
    }
    XCTAssertTrue(isTold, agent.standardError, line: line)
    XCTAssertEqual(try program.text("a.cfg"), "host=db.local port=5433 ", line: line)
    try await server.start()
    try remove()
    await awaitText("port=5433 ")
    try server.write("app/db/host", "other")
    await awaitText("host=other port=5433 ")
    try await agent.stop(SIGTERM)
  }
}
