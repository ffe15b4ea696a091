import Foundation
import TestSupport
import XCTest

/// What functions give of a real Consul, all by one run of the program.
final class ConsulTemplateFunctionTests: ConsulTemplateChecks {
  private static let rows: [(template: String, expected: String)] = [
    // Services: passing ones unless a filter says otherwise, in the order of nodes and ids.
    ("{{range service `web`}}{{.ID}} {{end}}", "web-1 web-2 "),
    ("{{range service `blue.web`}}{{.ID}} {{end}}", "web-2 "),
    ("{{range service `a.b.web`}}{{.ID}} {{end}}", "web-1 "),
    ("{{range service `web|any`}}{{.ID}}={{.Status}} {{end}}", ConsulTemplateFunctionTests.all),
    ("{{range service `web` `any`}}{{.ID}}={{.Status}} {{end}}", ConsulTemplateFunctionTests.all),
    ("{{range service `web|critical,warning`}}{{.ID}} {{end}}", "web-3 web-4 "),
    ("{{range service `web@dc1`}}{{.Address}}:{{.Port}} {{end}}", "10.0.0.1:81 10.0.0.2:82 "),
    ("{{range service `web~_agent`}}{{.Node}} {{end}}", "test-node test-node "),
    ("{{range service `none`}}x{{else}}nobody{{end}}", "nobody"),
    ("{{range service ``}}x{{else}}nobody{{end}}", "nobody"),
    ("{{with index (service `web`) 0}}{{.Tags}} {{.Tags.Contains `a.b`}}{{end}}", "[a.b red] true"),
    ("{{with index (service `web`) 0}}{{.ServiceMeta.zone}} {{.Weights.Passing}}{{end}}", "z1 3"),
    ("{{with index (service `web`) 0}}{{.NodeAddress}} {{.Name}}{{end}}", "127.0.0.1 web"),
    (
      "{{range $tag, $list := service `web` | byTag}}{{$tag}}:{{len $list}} {{end}}",
      "a.b:1 blue:1 red:1 "
    ),
    (
      "{{range $port, $list := service `web` | byPort}}{{$port}}:{{len $list}} {{end}}",
      "81:1 82:1 "
    ),
    (
      "{{range $z, $list := service `web` | byMeta `zone`}}{{$z}}:{{len $list}} {{end}}",
      "_no_zone_:1 z1:1 "
    ),
    ("{{range services}}{{.Name}} {{end}}", "consul web "),
    ("{{range services `@dc1`}}{{.Name}}{{.Tags}} {{end}}", "consul[] web[a.b blue red] "),
    ("{{range nodes}}{{.Node}} {{.Address}}{{end}}", "test-node 127.0.0.1"),
    ("{{with node}}{{.Node.Node}} {{len .Services}}{{end}}", "test-node 5"),
    (
      "{{with node `test-node`}}{{range .Services}}{{.ID}} {{end}}{{end}}",
      "consul web-1 web-2 web-3 web-4 "
    ),
    ("{{with node `none`}}{{.Node}}{{end}}", "<nil>"),
    ("{{range datacenters}}{{.}}{{end}}{{range datacenters true}}{{.}}{{end}}", "dc1dc1"),
    // Keys: values, children, everything below; no folders.
    ("{{key `app/a`}} {{key `/app/a@dc1`}}", "1 1"),
    ("{{keyExists `app/a`}} {{keyExists `app/none`}}", "true false"),
    ("{{keyOrDefault `app/none` `d`}} {{keyOrDefault `app/empty` `d`}}", "d d"),
    ("{{range ls `app`}}{{.Key}}={{.Value}} {{end}}", "a=1 b=2 empty= "),
    ("{{range tree `app`}}{{.Key}} {{end}}", "a b db/host db/port empty "),
    ("{{range tree `app/db`}}{{.Path}} {{end}}", "app/db/host app/db/port "),
    (
      "{{range safeLs `app`}}{{.Key}} {{end}}{{range safeTree `app/db`}}{{.Key}} {{end}}",
      "a b empty host port "
    ),
    ("{{range $k, $v := tree `app/` | explode}}{{$k}} {{end}}", "a b db empty "),
    (
      "{{range $k, $v := tree `app` | byKey}}{{$k}}{{range $n, $p := $v}}.{{$n}}{{end}}{{end}}",
      "db.host.port"
    ),
    // Files, the environment and what is kept in a pass.
    ("{{file `data`}} {{env `COLOUR`}} {{envOrDefault `NONE` `x`}}", "from a file red x"),
    ("{{scratch.Set `k` 1}}{{scratch.Get `k`}} {{scratch.Key `none`}}", "1 false"),
    ("{{define `t`}}<{{.}}>{{end}}{{executeTemplate `t` 5}}", "<5>"),
    ("{{subtract 3 10}} {{divide 2 10}} {{add 1 2}} {{sprig_add 1 2}}", "7 5 3 3"),
    ("{{range loop 3}}{{.}}{{end}}{{range loop 1 3}}{{.}}{{end}}", "01212"),
    ("{{`b,a` | split `,` | join `-`}} {{`x` | sha256Hex | sprig_trunc 8}}", "b-a 2d711642"),
    (
      "{{range $i, $e := `a b` | split ` `}}{{$i}}{{$e}}{{end}} {{toJSON (parseYAML `a: 1`)}}",
      "0a1b {\"a\":1}"
    ),
  ]

  private static let all = "web-1=passing web-2=passing web-3=warning web-4=critical "

  private func fill(_ server: ConsulServer) throws {
    try server.register(
      "web", id: "web-1", address: "10.0.0.1", port: 81, tags: ["red", "a.b"],
      meta: ["zone": "z1"], weight: 3)
    try server.register("web", id: "web-2", address: "10.0.0.2", port: 82, tags: ["blue"])
    try server.register("web", id: "web-3", port: 83, status: .warning)
    try server.register("web", id: "web-4", port: 84, status: .critical)
    for (key, value) in [
      ("app/a", "1"), ("app/b", "2"), ("app/db/host", "h"), ("app/db/port", "5"), ("app/empty", ""),
    ] { try server.put(key, value) }
  }

  func testEachGivesWhatTheOriginalGives() async throws {
    try fill(try await consul())
    let program = try Program(for: self)
    try program.write("data", "from a file")
    let blocks = ConsulTemplateFunctionTests.rows.enumerated().map { number, row in
      "template { destination = \"\(number)\", contents = <<EOT\n\(row.template)\nEOT\n}\n"
    }
    try program.write("c.hcl", blocks.joined())
    let result = try await run(
      program, ["-config", "c.hcl", "-once", "-dry"], environment: ["COLOUR": "red"])
    XCTAssertEqual(result.status, 0, result.errors)
    let outputs = Dictionary(
      uniqueKeysWithValues: ("\n" + result.output).split(separator: "\n> ").map { part in
        let lines = part.drop { $0 == "\n" || $0 == ">" || $0 == " " }
          .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(lines[0]), lines.count > 1 ? String(lines[1]) : "")
      })
    for (number, row) in ConsulTemplateFunctionTests.rows.enumerated() {
      let output = outputs["\(number)"]?.replacing(/\n$/, with: "")
      XCTAssertEqual(output, row.expected, row.template)
    }
  }
}
