import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage
import Values
import XCTest

/// What a pass writes does not depend on what an earlier one remembered.
final class EvaluationMemoryTests: XCTestCase {
  private func instances(_ ids: [String]) -> Value {
    Samples.list(
      RegistryShapes.healthService,
      ids.map { Samples.instance($0, node: "n", address: "10.0.0.1", port: 80) })
  }

  private func query(_ name: String) -> Query {
    Query(registry: "consul", .service(.init(name: name)))
  }

  /// Renders a service of `a`, then the same, then one of `b`, then the first again, each time with
  /// and without memory; `count` bodies are remembered in the end.
  private func check(
    _ template: String, remembered count: Int, line: UInt = #line
  ) throws {
    let compiled = try CompiledTemplate(Source(name: "main", text: template))
    let memory = RenderMemory()
    let first = instances(["a1", "a2"])
    let other = instances(["o"])
    for web in [first, first, instances(["b"]), first, instances([]), instances(["a1", "a2"])] {
      let key = Query(registry: "consul", .key(path: "k", .init()))
      let rows = TemplateRows(readings: [query("web"): web, query("db"): other, key: .string("v")])
      let plain = RenderPass.run(compiled, in: rows.context())
      let remembering = RenderPass.run(compiled, in: rows.context(), memory: memory)
      guard case .complete(let expected, let inputs) = plain,
        case .complete(let found, let foundInputs) = remembering
      else { return XCTFail("\(plain) \(remembering)", line: line) }
      XCTAssertEqual(
        String(decoding: found, as: UTF8.self), String(decoding: expected, as: UTF8.self),
        line: line)
      XCTAssertEqual(foundInputs, inputs, line: line)
    }
    XCTAssertEqual(memory.texts.count, count, line: line)
  }

  func testBodiesThatDependOnTheirElementsAloneAreRemembered() throws {
    try check("x{{range service `web`}}{{.ID}} {{end}}y", remembered: 1)
    try check(
      "{{range service `db`}}{{.ID}}{{end}}{{range service `web`}}{{.ID}}{{end}}", remembered: 2)
    try check("{{range $i, $e := service `web`}}{{$i}}{{$e.ID}}{{else}}none{{end}}", remembered: 1)
    try check(
      "{{range service `web`}}{{if eq .ID `a1-n`}}{{break}}{{end}}{{.ID}}{{end}}", remembered: 1)
    try check(
      "{{range service `web`}}{{$x := .ID | toUpper}}{{with $x}}{{.}}{{print $x}}{{end}}{{end}}",
      remembered: 1)
    try check(
      "{{range service `web`}}{{range .Tags}}{{.}}{{end}}{{.Weights.Passing}}{{end}}", remembered: 1
    )
    try check(
      "{{range service `web`}}{{if and .ID (not .Port)}}{{else}}{{.}}{{end}}{{end}}", remembered: 1)
    try check(
      "{{range service `db`}}{{range service `web`}}{{.ID}}{{end}}{{end}}", remembered: 1)
  }

  func testBodiesThatLookElsewhereAreNot() throws {
    for body in [
      "{{$o}}", "{{if .ID}}{{$o := .ID}}{{$o}}{{end}}{{$o}}", "{{$o = .ID}}", "{{key `k`}}",
      "{{.ID}}{{template `t` .}}", "{{executeTemplate `t` .}}", "{{timestamp}}", "{{$}}",
      "{{scratch.Set `k` .ID}}", "{{(key `k`) | toUpper}}", "{{with key `k`}}{{.}}{{end}}",
      "{{range service `db`}}{{$o}}{{end}}", "{{env `X`}}",
    ] {
      try check(
        "{{define `t`}}{{.ID}}{{end}}{{$o := `o`}}{{range service `web`}}\(body){{end}}{{$o}}",
        remembered: 0)
    }
    try check("{{$o := 1}}{{range $o = service `web`}}{{.ID}}{{end}}", remembered: 0)
  }

  func testListsThatATemplateMadeAreNot() throws {
    try check("{{$d := sprig_dict `k` 1}}{{range sprig_list $d $d}}{{.k}}{{end}}", remembered: 0)
    try check("{{range split `,` `a,b`}}{{.}}{{end}}", remembered: 0)
  }

  func testBodiesNestedDeepAreNotLookedAt() throws {
    let deep =
      String(repeating: "{{if .ID}}", count: 500) + String(repeating: "{{end}}", count: 500)
    try check("{{range service `web`}}\(deep){{end}}", remembered: 0)
  }

  func testAFailedPassForgetsNothing() throws {
    let compiled = try CompiledTemplate(
      Source(name: "main", text: "{{range service `web`}}{{.ID}}{{end}}{{key `k`}}"))
    let memory = RenderMemory()
    let web = instances(["a"])
    let key = Query(registry: "consul", .key(path: "k", .init()))
    for (readings, text) in [
      ([query("web"): web, key: .string("1")], "a-n1"), ([query("web"): web], nil),
      ([query("web"): web, key: .string("2")], "a-n2"),
    ] as [([Query: Value], String?)] {
      let rows = TemplateRows(readings: readings)
      let outcome = RenderPass.run(compiled, in: rows.context(), memory: memory)
      if let text {
        guard case .complete(let bytes, _) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertEqual(String(decoding: bytes, as: UTF8.self), text)
      }
      XCTAssertEqual(memory.texts.count, 1)
    }
  }
}
