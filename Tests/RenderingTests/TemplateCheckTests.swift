import Diagnostics
import RegistryCore
import Rendering
import XCTest

final class TemplateCheckTests: XCTestCase {
  private func look(at template: String) throws -> TemplateCheck {
    TemplateCheck(
      try CompiledTemplate(Source(name: "a.tmpl", text: template)),
      grammar: QueryGrammar(defaultRegistry: "consul", registries: ["edge"]))
  }

  func testAllMistakesAreFoundAtOnceWithTheirPlaces() throws {
    let check = try look(
      at: """
        {{range service "web|up"}}{{end}}
        {{if "x" | regexMatch "(?=a)"}}{{regexMatch "(" "x"}}{{end}}
        {{key "@dc1"}}{{plugin "date"}}{{template "nonne"}}{{define "none"}}{{end}}
        """)
    XCTAssertEqual(
      DiagnosticRenderer().render(check.diagnostics),
      """
      a.tmpl:1:9: error: invalid query `web|up` at character 5: unknown status `up`
        1 | {{range service "web|up"}}{{end}}
          |         ^^^^^^^^^^^^^^^^
        hint: known are any, passing, warning, critical and maintenance
      a.tmpl:2:12: error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`
        2 | {{if "x" | regexMatch "(?=a)"}}{{regexMatch "(" "x"}}{{end}}
          |            ^^^^^^^^^^^^^^^^^^
      a.tmpl:2:34: error: error parsing regexp: missing closing ): `(`
        2 | {{if "x" | regexMatch "(?=a)"}}{{regexMatch "(" "x"}}{{end}}
          |                                  ^^^^^^^^^^^^^^^^^^
      a.tmpl:3:3: error: invalid query `@dc1` at character 1: expected a path, found `@`
        3 | {{key "@dc1"}}{{plugin "date"}}{{template "nonne"}}{{define "none"}}{{end}}
          |   ^^^^^^^^^^
      a.tmpl:3:17: error: `plugin` acts on the world, which templates may not
        3 | {{key "@dc1"}}{{plugin "date"}}{{template "nonne"}}{{define "none"}}{{end}}
          |                 ^^^^^^^^^^^^^
        hint: use `file`, `key` or `env`, and one template for each file
      a.tmpl:3:43: error: template `nonne` is not defined
        3 | {{key "@dc1"}}{{plugin "date"}}{{template "nonne"}}{{define "none"}}{{end}}
          |                                           ^^^^^^^
        hint: did you mean `none`?
      a.tmpl:3:61: warning: template `none` is defined but never used
        3 | {{key "@dc1"}}{{plugin "date"}}{{template "nonne"}}{{define "none"}}{{end}}
          |                                                             ^^^^^^
      """)
  }

  func testFunctionsThatGiveSomethingNewInEachPassAreWarnedOf() throws {
    let check = try look(at: "{{timestamp}}")
    XCTAssertEqual(check.diagnostics.map(\.severity), [.warning])
    XCTAssertEqual(check.diagnostics.map(\.code), ["volatile-function"])
  }

  func testQueriesThatAreWrittenOutAreKnownBeforehand() throws {
    let check = try look(
      at: """
        {{service "web"}}{{service "edge::web" "any"}}{{service .Name}}{{"a/b" | key}}
        {{keyOrDefault "c" .}}{{services}}{{ls "d"}}{{tree "d"}}{{key ""}}{{node}}{{datacenters}}
        """)
    XCTAssertEqual(
      check.queries.map(\.text),
      [
        "consul::service(web|passing)", "edge::service(web|any)", "consul::key(a/b)",
        "consul::key(c)", "consul::services()", "consul::prefix(d)", "consul::node()",
        "consul::datacenters()",
      ])
    XCTAssertTrue(check.diagnostics.isEmpty)
  }
}
