import Foundation
import XCTest

final class CheckCommandTests: XCTestCase {
  func testAllMistakesOfConfigurationAreShownWithCarets() throws {
    let program = try Program(for: self)
    try program.write(
      "trimtab.toml",
      """
      resink = "5m"
      [log]
      level = "loud"
      """)
    check(
      try program.run(["check", "trimtab.toml"]),
      errors: """
        trimtab.toml:1:1: error: unknown key `resink` in the configuration
          1 | resink = "5m"
            | ^^^^^^
          hint: did you mean `resync`?
        trimtab.toml:3:9: error: expected one of `trace`, `debug`, `info`, `warning`, `error` for \
        `level`, found `loud`
          3 | level = "loud"
            |         ^^^^^^

        """, status: 3)
  }

  func testAllMistakesOfTemplatesAreShownWithCarets() throws {
    let program = try Program(for: self)
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      [[template]]
      source = "b.tmpl"
      destination = "b.cfg"
      [[template]]
      source = "missing.tmpl"
      destination = "c.cfg"
      """)
    try program.write("services.toml", "")
    try program.write("a.tmpl", "first\n{{range servce \"web\"}}{{end}}\n")
    try program.write("b.tmpl", "{{range service \"web|pasing\"}}{{end}}{{template \"x\"}}\n")
    check(
      try program.run(["check", "-c", "trimtab.toml"]),
      errors: """
        a.tmpl:2:9: error: function "servce" not defined
          2 | {{range servce "web"}}{{end}}
            |         ^^^^^^
          hint: did you mean `service`?
        b.tmpl:1:9: error: invalid query `web|pasing` at character 5: unknown status `pasing`
          1 | {{range service "web|pasing"}}{{end}}{{template "x"}}
            |         ^^^^^^^^^^^^^^^^^^^^
          hint: did you mean `passing`?
        b.tmpl:1:49: error: template `x` is not defined
          1 | {{range service "web|pasing"}}{{end}}{{template "x"}}
            |                                                 ^^^
        trimtab.toml:8:1: error: cannot open `missing.tmpl`: No such file or directory
          8 | [[template]]
            | ^^^^^^^^^^^^

        """, status: 3)
  }

  func testAFunctionOfAnotherSetIsSaidToBeOne() throws {
    func hint(_ text: String, _ arguments: [String], line: UInt = #line) throws -> [Substring] {
      let program = try Program(for: self)
      try program.write("a.tmpl", text)
      try program.write("ct.hcl", "template { source = \"a.tmpl\", destination = \"a.cfg\" }")
      try program.write("keys.yaml", "")
      try program.write(
        "confd.toml",
        """
        registry.file = { path = "keys.yaml" }
        template = [{ source = "a.tmpl", destination = "a.cfg", functions = "confd" }]
        """)
      let errors = try program.run(arguments).errors.split(separator: "\n")
      XCTAssertTrue(errors[0].contains("error: function "), "\(errors)", line: line)
      return errors.filter { $0.hasPrefix("  hint: ") }
    }
    func check(
      _ text: String, _ arguments: [String], _ expected: String?, line: UInt = #line
    ) throws {
      let expected = expected.map { ["  hint: \($0)"] } ?? []
      XCTAssertEqual(
        try hint(text, arguments, line: line).map(String.init), expected, line: line)
    }
    let native = ["check", "--file", "keys.yaml", "--template", "a.tmpl:a.cfg"]
    for name in ["cgetv", "getv", "lsdir"] {
      try check(
        "{{\(name) `/a`}}", native,
        "`\(name)` is one of confd's functions: choose them by `functions = \"confd\"`")
    }
    try check(
      "{{keyOrDefault `a` `b`}}", ["check", "confd.toml"],
      "`keyOrDefault` is one of consul-template's functions: choose them by "
        + "`functions = \"consul\"`")
    try check("{{servce `a`}}", native, "did you mean `service`?")
    try check(
      "{{getv `/a`}}", ["eval", "-t", "a.tmpl"],
      "`getv` is one of confd's functions: choose them by `--functions confd`")
    // consul-template has no word for it.
    try check("{{lsdir `/a`}}", ["check", "--consul-template-config", "ct.hcl"], nil)
  }

  func testWhatABalancerLacksForSilentChangesIsANote() throws {
    let program = try Program(for: self)
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      apply = "haproxy"
      """)
    try program.write("services.toml", "")
    try program.write(
      "a.tmpl",
      """
      {{/* not
      global */}}global
        hard-stop-after {{ keyOrDefault "stop" "5m" }}
        stats socket {{ env "PWD" }}/s level admin
      defaults
        mode {{ "http" }}
        mode http
        option idle-close-on-response
      backend web
      {{ range service "web" }}  server {{ .ID }} {{ .Address }}:{{ .Port }} check
      {{ end }}
      """)
    check(
      try program.run(["check", "-c", "trimtab.toml"]),
      output: "the configuration is good: 1 template, 1 registry\n",
      errors: """
        a.tmpl:2:1: note: `global` has no `mworker-max-reloads`: before HAProxy 3.3 no number of \
        reloads ends an old worker
          2 | global */}}global
            | ^^^^^^^^^^^^^^^^^
          hint: write `mworker-max-reloads 50`
        a.tmpl:9:1: note: health checks begin anew at a reload: until then servers that are down \
        get requests
          9 | backend web
            | ^^^^^^^^^^^
          hint: write `load-server-state-from-file global` in `defaults` and `server-state-file \
        PATH` in `global`; trimtab writes the file

        """, status: 0)
    let json = try program.run(["check", "-c", "trimtab.toml", "--json"])
    XCTAssertEqual(json.status, 0)
    XCTAssertTrue(
      json.output.contains("{\"severity\":\"note\",\"code\":\"haproxy-max-reloads\","), json.output)
  }

  func testWrittenOutPatternsAndRefusedFunctionsAreJudged() throws {
    let program = try Program(for: self)
    try program.write("services.toml", "")
    try program.write("a.tmpl", "{{regexMatch \"(\" \"x\"}}{{plugin \"date\"}}{{timestamp}}")
    let errors = """
      a.tmpl:1:3: error: error parsing regexp: missing closing ): `(`
        1 | {{regexMatch "(" "x"}}{{plugin "date"}}{{timestamp}}
          |   ^^^^^^^^^^^^^^^^^^
      a.tmpl:1:25: error: `plugin` acts on the world, which templates may not
        1 | {{regexMatch "(" "x"}}{{plugin "date"}}{{timestamp}}
          |                         ^^^^^^^^^^^^^
        hint: use `file`, `key` or `env`, and one template for each file
      a.tmpl:1:42: warning: the result of `timestamp` changes by itself, and the file with it
        1 | {{regexMatch "(" "x"}}{{plugin "date"}}{{timestamp}}
          |                                          ^^^^^^^^^
        hint: at each full pass that is a new file, and one more apply

      """
    let flags = ["--file", "services.toml", "--template", "a.tmpl:a.cfg"]
    for command in ["check", "explain"] {
      check(try program.run([command] + flags), errors: errors, status: 3)
    }
  }

  func testAGoodConfigurationIsConfirmed() throws {
    let program = try Program(for: self)
    try program.write("services.toml", "")
    try program.write("a.tmpl", "{{range service \"web\"}}{{.Address}}{{end}}")
    check(
      try program.run(["check", "--file", "services.toml", "--template", "a.tmpl:a.cfg"]),
      output: "the configuration is good: 1 template, 1 registry\n", status: 0)
    XCTAssertFalse(program.has("a.cfg"))
  }

  func testAskingWithoutARegistryIsAMistake() throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key \"a\"}}")
    check(
      try program.run(["check", "--template", "a.tmpl:a.cfg"]),
      errors: """
        a.tmpl:1:3: error: `key` asks a registry, but none is configured
          1 | {{key "a"}}
            |   ^^^^^^^
          hint: add a `[registry.NAME]` table, or `--consul ADDRESS` or `--file PATH`

        """, status: 3)
  }

  func testProgramsGetWhatWasFoundAsJSON() throws {
    let program = try Program(for: self)
    try program.write("services.toml", "")
    try program.write("a.tmpl", "{{service \"a|up\"}}")
    try program.write("good.tmpl", "hello")
    let registry = ["--json", "--file", "services.toml"]
    let result = try program.run(["check", "--template", "a.tmpl:a.cfg"] + registry)
    XCTAssertEqual(result.errors, "")
    XCTAssertEqual(result.status, 3)
    let data = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let objects = try XCTUnwrap(data as? [[String: Any]])
    XCTAssertEqual(objects.count, 1)
    XCTAssertEqual(objects[0]["severity"] as? String, "error")
    XCTAssertEqual(objects[0]["line"] as? Int, 1)
    XCTAssertEqual(objects[0]["column"] as? Int, 3)
    check(
      try program.run(["check", "--template", "good.tmpl:a.cfg"] + registry), output: "[]\n",
      status: 0)
  }

  func testAMissingFileIsNamed() throws {
    let program = try Program(for: self)
    check(
      try program.run(["check", "-c", "nothing.toml"]),
      errors: "error: cannot open `nothing.toml`: No such file or directory\n", status: 3)
  }

  func testTheFilesOfADirectoryAreReadInOrder() throws {
    let program = try Program(for: self)
    try program.write("conf/10.toml", "[log]\nlevel = \"error\"\n")
    try program.write("conf/20.toml", "[log]\nlevle = \"info\"\n")
    try program.write("conf/README", "not TOML")
    check(
      try program.run(["check", "conf"]),
      errors: """
        conf/20.toml:2:1: error: unknown key `levle` in `[log]`
          2 | levle = "info"
            | ^^^^^
          hint: did you mean `level`?

        """, status: 3)
  }

  func testColoursOnlyWhereTheyAreAskedFor() throws {
    let program = try Program(for: self)
    try program.write("t.toml", "x = 1")
    let plain = try program.run(["check", "t.toml"])
    XCTAssertFalse(plain.errors.contains("\u{1B}"))
    let coloured = try program.run(["check", "t.toml", "--color=always"])
    XCTAssertTrue(coloured.errors.contains("\u{1B}[1;31merror:"))
    let variable = try program.run(["check", "t.toml"], environment: ["TRIMTAB_COLOUR": "always"])
    XCTAssertEqual(variable.errors, coloured.errors)
  }
}
