import Foundation
import XCTest

/// The program with the environment as its registry.
final class EnvironmentRegistryTests: XCTestCase {
  private func program(settings: String = "", functions: String = "consul", _ template: String)
    throws -> Program
  {
    let program = try Program(for: self)
    try program.write(
      "trimtab.toml",
      """
      [registry.env]
      \(settings)
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      functions = "\(functions)"
      """)
    try program.write("a.tmpl", template)
    return program
  }

  private let variables = ["APP_DB_HOST": "db.local", "APP_DB_PORT": "5432", "APPLE": "pie"]

  func testAVariableThatIsNotThereIsMissingData() throws {
    let program = try program("{{key \"app/db/user\"}}")
    check(
      try program.run(
        ["render", "-c", "trimtab.toml", "--timeout", "2s"], environment: variables),
      errors:
        "error: `a.cfg` needs more data after 2s: key `env::app/db/user` does not exist yet\n",
      status: 4)
  }

  func testConsulTemplatesFunctionsReadVariables() throws {
    let program = try program(
      """
      {{key "app/db/host"}}:{{key "app/db/port"}} {{keyOrDefault "app/db/user" "root"}}
      {{keyExists "app/db/host"}} {{keyExists "app/db"}}
      {{range ls "app/db/"}}{{.Key}}={{.Value}} {{end}}
      {{range tree "app/"}}{{.Path}} {{end}}
      """)
    let result = try program.run(
      ["render", "-c", "trimtab.toml", "--stdout"], environment: variables)
    check(
      result,
      output: """
        db.local:5432 root
        true false
        host=db.local port=5432\u{20}
        app/db/host app/db/port\u{20}
        """, status: 0)
  }

  func testConfdsFunctionsReadVariables() throws {
    let program = try program(
      settings: "prefix = \"APP_\"\nseparator = \"_\"", functions: "confd",
      """
      {{getv "/db/host"}} {{getv "/db/user" "root"}} {{exists "/db/port"}}
      {{range gets "/db/*"}}{{.Key}}={{.Value}} {{end}}
      {{range getvs "/db/*"}}{{.}} {{end}}{{range ls "/db"}}{{.}} {{end}}
      """)
    check(
      try program.run(["render", "-c", "trimtab.toml", "--stdout"], environment: variables),
      output: """
        db.local root true
        /db/host=db.local /db/port=5432\u{20}
        5432 db.local host port\u{20}
        """, status: 0)
  }
}
