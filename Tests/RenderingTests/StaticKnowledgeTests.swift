import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage
import XCTest

/// What is known of templates before they run.
final class StaticKnowledgeTests: XCTestCase {
  /// The check says exactly this, a line for each thing: column, severity, message and hint.
  private func check(
    _ template: String, _ expected: [String], _ dialect: CompiledTemplate.Dialect = .consul,
    line: UInt = #line
  ) {
    do {
      var options = CompiledTemplate.Options()
      options.dialect = dialect
      let check = TemplateCheck(
        try CompiledTemplate(Source(name: "main", text: template), options: options),
        grammar: QueryGrammar(defaultRegistry: "consul"))
      let found = check.diagnostics.map { diagnostic in
        "\((diagnostic.span?.start ?? -2) + 1) \(diagnostic.severity): \(diagnostic.message)"
      }
      XCTAssertEqual(found, expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  func testArgumentsAreCounted() {
    check("{{split `a`}}", ["3 error: `split` expects 2 arguments, found 1"])
    check("{{`a` | split `,` `b`}}", ["9 error: `split` expects 2 arguments, found 3"])
    check("{{printf}}", ["3 error: `printf` expects at least 1 argument, found 0"])
    check("{{scratch 1}}", ["3 error: `scratch` expects no arguments, found 1"])
    check("{{len (key `a` `b`)}}", ["8 error: `key` expects 1 argument, found 2"])
    check(
      "{{`a` | toUpper}}{{timestamp | len}}{{loop 1 2}}",
      [
        "20 warning: the result of `timestamp` changes by itself, and the file with it"
      ])
    check("{{eq 1}}", ["3 error: `eq` expects at least 2 arguments, found 1"])
    check("{{1 | eq 1}}", [])
    check("{{add 1}}", ["3 error: `add` expects 2 arguments, found 1"], .confd)
  }

  func testFieldsThatNoRecordHas() {
    let service = "`dependency.HealthService` has no field"
    check("{{range service `web`}}{{.Adress}}{{end}}", ["26 error: \(service) `Adress`"])
    check("{{range $i, $s := service `web`}}{{$s.Nod}}{{end}}", ["38 error: \(service) `Nod`"])
    check(
      "{{range service `web`}}{{.Tags.Foo}}{{.Weights.Pasing}}{{end}}",
      [
        "47 error: `api.AgentWeights` has no field `Pasing`"
      ])
    check(
      "{{with node `a`}}{{.Node.Adress}}{{range .Services}}{{.Name}}{{end}}{{end}}",
      [
        "25 error: `dependency.Node` has no field `Adress`",
        "55 error: `dependency.CatalogNodeService` has no field `Name`",
      ])
    check("{{(index (service `web`) 0).Adress}}", ["28 error: \(service) `Adress`"])
    check(
      "{{with $x := index (service `web`) 0}}{{$x.Prt}}{{end}}",
      [
        "43 error: \(service) `Prt`"
      ])
    check(
      "{{range $tag, $l := service `web` | byTag}}{{$tag}}{{range $l}}{{.Foo}}{{end}}{{end}}",
      ["66 error: \(service) `Foo`"])
    check("{{range service `web` | sortBy `Node`}}{{.Foo}}{{end}}", ["42 error: \(service) `Foo`"])
    check(
      "{{range .Checks}}{{.Foo}}{{end}}{{range service `w`}}"
        + "{{range .Checks}}{{.Foo}}{{end}}{{end}}",
      [
        "73 error: `api.HealthCheck` has no field `Foo`"
      ])
    check(
      "{{range gets `*`}}{{.Val}}{{end}}",
      [
        "21 error: `memkv.KVPair` has no field `Val`"
      ], .confd)
    check("{{(get `/a`).Path}}", ["13 error: `memkv.KVPair` has no field `Path`"], .confd)
    check("{{(cget `/a`).Path}}", ["14 error: `memkv.KVPair` has no field `Path`"], .confd)
    check(
      "{{range cgets `/a`}}{{.Path}}{{end}}",
      ["23 error: `memkv.KVPair` has no field `Path`"], .confd)
  }

  func testATemplatesDataIsThatOfItsCallers() {
    let message = "error: `dependency.HealthService` has no field `Foo`"
    check(
      "{{define `t`}}{{.Foo}}{{end}}{{range service `web`}}{{template `t` .}}{{end}}",
      ["17 \(message)"])
    check("{{range service `web`}}{{block `b` .}}{{$.Foo}}{{end}}{{end}}", ["42 \(message)"])
    check(
      "{{define `u`}}{{.Foo}}{{end}}{{define `t`}}{{range .}}{{template `u` .}}{{end}}{{end}}"
        + "{{template `t` service `web`}}{{executeTemplate `t` (service `b`)}}",
      ["17 \(message)"])
  }

  func testNumbersAndTextsHaveNoFields() {
    check("{{range service `w`}}{{.Port.x}}{{end}}", ["29 error: `int` has no field `x`"])
    check("{{range service `w`}}{{.Name.x}}{{end}}", ["29 error: `string` has no field `x`"])
  }

  func testUnknownNamesAreToldWithAllElse() {
    var options = CompiledTemplate.Options()
    options.dialect = .consul
    let text =
      "{{nope}}{{$z}}{{nope2 1}}{{range service `w`}}{{.Foo}}{{end}}{{template `q`}}{{split 1}}"
    XCTAssertThrowsError(
      try CompiledTemplate(Source(name: "main", text: text), options: options)
    ) { error in
      guard let error = error as? TemplateError else { return XCTFail("\(error)") }
      XCTAssertEqual(error.goText, "template: main:1: function \"nope\" not defined")
      XCTAssertEqual(
        error.diagnostics.map(\.message),
        [
          "function \"nope\" not defined", "undefined variable \"$z\"",
          "function \"nope2\" not defined", "`dependency.HealthService` has no field `Foo`",
          "template `q` is not defined", "`split` expects 2 arguments, found 1",
        ])
    }
    XCTAssertThrowsError(
      try CompiledTemplate(Source(name: "main", text: "{{nope}}{{$z}}{{if}}"), options: options)
    ) { error in
      XCTAssertEqual((error as? TemplateError)?.diagnostics.count, 3)
    }
    XCTAssertThrowsError(
      try CompiledTemplate(Source(name: "main", text: "{{if}}{{nope}}"), options: options)
    ) { error in
      XCTAssertEqual((error as? TemplateError)?.diagnostics.count, 1)
    }
  }

  func testWhatIsNotCertainIsNotJudged() {
    for template in [
      "{{.Foo}}{{range .List}}{{.Foo}}{{end}}",
      "{{range service `web`}}{{.Tags.Contains `a`}}{{.Checks.AggregatedStatus}}{{end}}",
      "{{range service `web`}}{{with .ServiceMeta}}{{.anything}}{{end}}{{.NodeMeta.foo}}{{end}}",
      "{{range service `web`}}{{range loop 2}}{{.Foo}}{{end}}{{end}}",
      "{{range service `web`}}{{with `x`}}{{.Foo}}{{end}}{{end}}",
      "{{with service `web`}}{{else}}{{.Foo}}{{end}}",
      "{{$x := service `web`}}{{$x = parseJSON `[]`}}{{range $x}}{{.Foo}}{{end}}",
      "{{range service `web` | toJSON | parseJSON}}{{.Foo}}{{end}}",
      "{{define `t`}}{{.Foo}}{{end}}{{range service `w`}}{{template `t` .}}{{end}}{{template `t`}}",
      "{{define `t`}}{{.Foo}}{{end}}{{range service `w`}}{{template `t` .}}{{end}}"
        + "{{executeTemplate (env `T`) 1}}",
      "{{define `t`}}{{.ID}}{{end}}{{range nodes}}{{template `t` .}}{{end}}"
        + "{{range service `w`}}{{template `t` .}}{{end}}",
      "{{range $k, $v := service `web` | byKey}}{{$k}}{{$v.Foo}}{{end}}",
      "{{with and (service `web`) 1}}{{.Foo}}{{end}}",
      "{{range $i, $s := service `web`}}{{if $i}}{{$.Foo}}{{end}}{{$s.ID}}{{end}}",
    ] { check(template, []) }
    check("{{range ls `/a`}}{{.}}{{end}}{{(json `{}`).Foo}}", [], .confd)
  }

  func testVariablesThatNobodyReads() {
    check("{{$x := 1}}", ["3 warning: `$x` is never read"])
    check("{{$x := 1}}{{$x = 2}}", ["3 warning: `$x` is never read"])
    check("{{$x := 1}}{{$x := 2}}{{$x}}", ["3 warning: `$x` is never read"])
    check("{{range $i, $x := services}}a{{end}}", ["9 warning: `$x` is never read"])
    check("{{if $x := 1}}a{{else}}b{{end}}", ["6 warning: `$x` is never read"])
    check("{{$x := 1}}{{define `t`}}{{end}}{{template `t`}}", ["3 warning: `$x` is never read"])
    check("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", [])
    check("{{$_ := scratch.Set `a` 1}}{{range $i, $x := services}}{{$x.Name}}{{end}}", [])
    check(
      "{{with $x := 1}}{{print ($x)}}{{end}}{{$y := 1}}{{template `t` $y}}{{define `t`}}{{end}}", []
    )
    check("{{range $i, $x := services}}{{$i}}{{.Name}}{{end}}", [])
    check("{{$m := parseJSON `{}`}}{{scratch.Set `a` $m.b}}{{$c := 1}}{{and 1 $c}}", [])
  }

  func testTemplatesThatNobodyUses() {
    check(#"{{define "a"}}x{{end}}"#, ["10 warning: template `a` is defined but never used"])
    check(#"{{define "a"}}x{{end}}{{executeTemplate "a"}}{{block "b" .}}y{{end}}"#, [])
    check(#"{{define "a"}}x{{end}}{{executeTemplate (env "T")}}"#, [])
    check(
      #"{{define "a"}}x{{end}}{{define "b"}}{{template "a"}}{{end}}"#,
      [
        "32 warning: template `b` is defined but never used"
      ])
  }

  func testHintsName() throws {
    let check = TemplateCheck(
      try CompiledTemplate(
        Source(name: "a", text: "{{range service `web`}}{{.Adress}}{{end}}{{split 1}}")),
      grammar: QueryGrammar(defaultRegistry: "consul"))
    XCTAssertEqual(
      check.diagnostics.map(\.hint), ["did you mean `Address`?", "write `split SEPARATOR TEXT`"])
  }
}
