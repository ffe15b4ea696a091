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

  private func keys(under name: String, _ count: Int) -> Value {
    Samples.list(
      RegistryShapes.keyPair, (0..<count).map { Samples.pair("\(name)/\($0)", "v") })
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
  }

  func testBodiesThatLookElsewhereAreNot() throws {
    for body in [
      "{{$o}}", "{{if .ID}}{{$o := .ID}}{{$o}}{{end}}{{$o}}", "{{$o = .ID}}",
      "{{.ID}}{{template `t` .}}", "{{executeTemplate `t` .}}", "{{timestamp}}", "{{$}}",
      "{{scratch.Set `k` .ID}}", "{{print $o (key `k`)}}",
      "{{range key `k` | split ``}}{{$o}}{{end}}",
      "{{range service `db`}}{{$o}}{{end}}", "{{env `X`}}",
    ] {
      try check(
        "{{define `t`}}{{.ID}}{{end}}{{$o := `o`}}{{range service `web`}}\(body){{end}}{{$o}}",
        remembered: 0)
    }
    try check("{{$o := 1}}{{range $o = service `web`}}{{.ID}}{{end}}", remembered: 0)
  }

  func testBodiesThatAskAreRememberedRoundByRound() throws {
    for body in [
      "{{key `k`}}", "{{(key `k`) | toUpper}}", "{{with key `k`}}{{.}}{{end}}",
      "{{if keyExists `k`}}{{break}}{{end}}",
    ] {
      try check("{{range service `web`}}{{.ID}}\(body){{end}}", remembered: 1)
    }
    try check(
      "{{range service `db`}}{{.ID}}{{range service `web`}}{{.ID}}{{end}}{{end}}", remembered: 2)
  }

  /// Whatever changes between passes, one with a memory writes what one without writes.
  func testRandomPassesWriteTheSame() throws {
    let (all, a, b) = ("{{range services}}", "{{range service `a`}}", "{{range service `b`}}")
    let own = "{{range service .Name}}"
    let templates = [
      "\(all)[{{.Name}}\(own) {{.ID}}{{end}}]{{end}}",
      "\(all)\(a){{.ID}}{{end}}\(own) {{.ID}}{{end}}{{end}}\(a){{.ID}}{{end}}",
      "\(all){{.Name}}\(a){{.ID}}\(b){{.ID}}{{key `k`}}{{end}}{{end}}{{end}}",
      "\(all){{if eq .Name (key `k`)}}{{break}}{{end}}{{.Name}}{{else}}none{{end}}",
      "\(all)\(own){{if eq .ID `b0-n`}}{{break}}{{end}}{{keyOrDefault .ID `-`}}{{end}}{{end}}",
      "\(all){{range ls (print .Name `/`)}}{{.Key}}{{end}}{{end}}",
      "{{range $i := loop 3}}{{$i}}\(a){{.ID}}{{end}}{{end}}",
      "\(all){{range $i := loop (len .Name)}}{{$i}}{{key `k`}}{{end}}{{end}}",
      "{{range $i := loop (len (key `k`)) 3}}{{$i}}{{key `k`}}{{end}}",
    ]
    for template in templates {
      let compiled = try CompiledTemplate(Source(name: "main", text: template))
      let memory = RenderMemory()
      var readings: [Query: Value] = [:]
      for _ in 0..<200 {
        changeSomething(in: &readings)
        let rows = TemplateRows(readings: readings)
        let plain = RenderPass.run(compiled, in: rows.context())
        let remembering = RenderPass.run(compiled, in: rows.context(), memory: memory)
        XCTAssertEqual(remembering.text, plain.text, template)
        XCTAssertEqual(remembering.inputs, plain.inputs, template)
        XCTAssertEqual(remembering.missing, plain.missing, template)
      }
    }
  }

  private let names = ["a", "b", "cc", "ddd"]
  private lazy var catalogs = (0...4).map { count in
    Samples.list(
      RegistryShapes.catalogSnippet, names.prefix(count).map { Samples.snippet($0) })
  }
  private lazy var lists = names.map { name in
    (0...2).map { count in instances((0..<count).map { "\(name)\($0)" }) }
  }

  private func changeSomething(in readings: inout [Query: Value]) {
    func query(_ subject: Query.Subject) -> Query { Query(registry: "consul", subject) }
    for (number, name) in names.enumerated() where Int.random(in: 0..<3) == 0 {
      readings[self.query(name)] = lists[number].randomElement()
      readings[query(.prefix(path: name + "/", .init()))] = keys(
        under: name, Int.random(in: 0...2))
      readings[query(.key(path: name, .init()))] = Bool.random() ? .absent : .string(name)
    }
    if Int.random(in: 0..<4) == 0 {
      readings[query(.services(.init()))] = catalogs.randomElement()
      let text = String(repeating: names.randomElement() ?? "", count: Int.random(in: 1...2))
      readings[query(.key(path: "k", .init()))] = .string(text)
    }
    if Int.random(in: 0..<20) == 0 { readings[self.query("a")] = nil }
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

extension RenderOutcome {
  fileprivate var text: String {
    switch self {
    case .complete(let bytes, _): String(decoding: bytes, as: UTF8.self)
    case .incomplete: "incomplete"
    case .failed(let error, _): "\(error)"
    }
  }
}
