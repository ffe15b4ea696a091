import Foundation
import XCTest

/// Recording what a rendering needs, and repeating it without any registry.
final class SnapshotCommandTests: XCTestCase {
  private let template = """
    {{key "app/title"}} {{keyOrDefault "app/none" "default"}} {{env "STAGE"}} {{file "mot"}}
    {{range services}}{{.Name}}:{{range service .Name}} {{.Address}}:{{.Port}}\
    {{if .Tags.Contains "canary"}}!{{end}}{{end}}
    {{end}}
    """
  private let rendered = "hello default test welcome\n\napi: 10.0.0.2:81!\nweb: 10.0.0.1:80\n"

  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write("a.tmpl", template)
    try program.write("mot", "welcome\n")
    try program.write(
      "services.toml",
      """
      service = [
        { name = "web", address = "10.0.0.1", port = 80 },
        { name = "api", address = "10.0.0.2", port = 81, tags = ["canary"] },
      ]
      keys.app.title = "hello"
      """)
    return program
  }

  private func record(_ program: Program, _ flags: [String] = []) throws -> Program.Result {
    try program.run(
      ["snapshot", "--file", "services.toml", "-t", "a.tmpl"] + flags,
      environment: ["STAGE": "test"])
  }

  private func replay(_ program: Program, _ name: String = "s.json") throws -> Program.Result {
    try program.run(["render", "--snapshot", name, "-t", "a.tmpl", "--stdout"])
  }

  // MARK: - What goes wrong

  func testEverythingThatIsMissingIsToldAtOnceWithItsPlace() throws {
    let program = try program()
    try program.write(
      "f.json",
      """
      {"format": 1, "queries": {"key(app/titel)": "hi", "services()": [{"Name": "web"}],
      "service(wb)": []}, "environment": {"STAGES": "x"}, "files": {"mot.txt": "y"}}
      """)
    let expected = """
      a.tmpl:1:3: error: the query `snapshot::key(app/title)` is not in `f.json`
        1 | {{key "app/title"}} {{keyOrDefault "app/none" "default"}} {{env "STAGE"}} {{file "mot"}}
          |   ^^^^^^^^^^^^^^^
        hint: the nearest there is `key(app/titel)`
      a.tmpl:1:23: error: the query `snapshot::key(app/none)` is not in `f.json`
        1 | {{key "app/title"}} {{keyOrDefault "app/none" "default"}} {{env "STAGE"}} {{file "mot"}}
          |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: the nearest there is `key(app/titel)`
      a.tmpl:2:37: error: the query `snapshot::service(web|passing)` is not in `f.json`
        2 | {{range services}}{{.Name}}:{{range service .Name}} {{.Address}}:{{.Port}}\
      {{if .Tags.Contains "canary"}}!{{end}}{{end}}
          |                                     ^^^^^^^^^^^^^
        hint: the nearest there is `service(wb)`
      a.tmpl:1:61: error: the variable `STAGE` is not in `f.json`
        1 | {{key "app/title"}} {{keyOrDefault "app/none" "default"}} {{env "STAGE"}} {{file "mot"}}
          |                                                             ^^^^^^^^^^^
        hint: did you mean `STAGES`?
      a.tmpl:1:77: error: the file `mot` is not in `f.json`
        1 | {{key "app/title"}} {{keyOrDefault "app/none" "default"}} {{env "STAGE"}} {{file "mot"}}
          |                                                                             ^^^^^^^^^^

      """
    check(try replay(program, "f.json"), errors: expected, status: 4)
    check(
      try program.run(["check", "--snapshot", "f.json", "-t", "a.tmpl"]), errors: expected,
      status: 3)
  }

  func testABrokenFileIsToldWithACaret() throws {
    let program = try program()
    try program.write("s.json", "{\n  \"format\": 1,\n  \"queries\": {\"key(a)\": 5}\n}\n")
    let expected = """
      s.json:3:25: error: expected a text, found `5`
        3 |   "queries": {"key(a)": 5}
          |                         ^

      """
    for command in ["render", "explain", "check"] {
      check(
        try program.run([command, "--snapshot", "s.json", "-t", "a.tmpl:a.cfg"]),
        errors: expected, status: 3)
    }
    check(
      try program.run(["diff", "--snapshot", "none.json", "-t", "a.tmpl:a.cfg"]),
      errors: "error: cannot open `none.json`: No such file or directory\n", status: 2)
  }

  func testCheckEvaluatesTheTemplatesAndRunsNothing() throws {
    let program = try program()
    try program.write("a.tmpl", "{{range service \"web\"}}{{index .Tags 7}}{{end}}")
    try program.write(
      "s.json", #"{"format": 1, "queries": {"service(web)": [{"Address": "a", "Port": 1}]}}"#)
    let flags = ["--snapshot", "s.json", "-t", "a.tmpl:a.cfg", "--check", "touch checked"]
    let wrong = try program.run(["check"] + flags)
    XCTAssertEqual(wrong.status, 3)
    XCTAssertTrue(wrong.errors.contains("  1 | {{range service"), wrong.errors)
    XCTAssertTrue(wrong.errors.contains("| "), wrong.errors)
    XCTAssertTrue(wrong.errors.contains("index out of range"), wrong.errors)
    try program.write("a.tmpl", "{{range service \"web\"}}{{.Port}}{{end}}")
    check(
      try program.run(["check"] + flags),
      output: "the configuration is good: 1 template, 0 registries\n", status: 0)
    XCTAssertFalse(program.has("checked") || program.has("a.cfg"))
  }

  func testAnAbsentKeyIsAnAnswer() throws {
    let program = try program()
    try program.write("a.tmpl", "{{key \"a\"}}")
    try program.write("s.json", #"{"format": 1, "queries": {"key(a)": null}}"#)
    check(
      try replay(program),
      errors: "error: `a.tmpl` cannot be rendered: key `snapshot::a` does not exist yet\n",
      status: 4)
  }

  func testWhatIsIncompleteIsNotRecorded() throws {
    let program = try program()
    try program.write("a.tmpl", "{{key \"a\"}}")
    let result = try record(program, ["-o", "s.json", "--timeout", "2s"])
    XCTAssertEqual(result.status, 4)
    XCTAssertFalse(program.has("s.json"))
  }

  func testABadPatternIsAMistakeOfTheCommandLine() throws {
    check(
      try record(try program(), ["--redact", "("]),
      errors: "error: expected a regular expression for `--redact`: error parsing regexp: "
        + "missing closing ): `(`\n", status: 2)
  }

  // MARK: - What goes well

  func testAReplayGivesTheSameBytesWithoutRegistryVariablesAndFiles() throws {
    let program = try program()
    check(try record(program, ["-o", "s.json"]), status: 0)
    try FileManager.default.removeItem(
      at: program.directory.appendingPathComponent("services.toml"))
    try FileManager.default.removeItem(at: program.directory.appendingPathComponent("mot"))
    check(try replay(program), output: rendered, status: 0)
    // The configured registry is not asked either.
    check(
      try program.run([
        "render", "--snapshot", "s.json", "--file", "services.toml", "-t", "a.tmpl", "--stdout",
      ]), output: rendered, status: 0)
    let explained = try program.run(["explain", "--snapshot", "s.json", "-t", "a.tmpl"])
    XCTAssertTrue(
      explained.output.contains("query file::service(web|passing): 1 entry"), explained.output)
  }

  func testTwoRecordingsOfTheSameDataAreTheSame() throws {
    let program = try program()
    let first = try record(program)
    XCTAssertEqual(first.status, 0)
    XCTAssertEqual(try record(program), first)
    XCTAssertTrue(first.output.contains("\"file::key(app/none)\": null"), first.output)
  }

  func testSecretsAreHiddenUnlessTheyAreAskedFor() throws {
    let program = try program()
    try program.write("services.toml", "keys = { token = \"t0ken\", pin = \"1234\" }\n")
    try program.write("a.tmpl", "{{key \"token\"}} {{key \"pin\"}}")
    let hidden = try record(program, ["--redact", "^pin$"])
    XCTAssertEqual(
      hidden.errors, "note: 2 secrets are hidden\n  hint: `--include-secrets` shows them\n")
    XCTAssertFalse(hidden.output.contains("t0ken") || hidden.output.contains("1234"))
    try program.write("s.json", hidden.output)
    check(
      try replay(program), output: "redacted redacted",
      errors: "warning: 2 texts of `s.json` were hidden when it was recorded and read "
        + "`redacted`\n", status: 0)
    check(try record(program, ["--include-secrets", "-o", "all.json"]), status: 0)
    check(try replay(program, "all.json"), output: "t0ken 1234", status: 0)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: program.directory.appendingPathComponent("all.json").path)
    XCTAssertEqual((attributes[.posixPermissions] as? NSNumber)?.intValue, 0o600)
  }

  func testDiffAndRenderUseTheFileAsAnyData() throws {
    let program = try program()
    check(try record(program, ["-o", "s.json"]), status: 0)
    let diff = try program.run(["diff", "--snapshot", "s.json", "-t", "a.tmpl:a.cfg"])
    XCTAssertEqual(diff.status, 1)
    XCTAssertTrue(diff.output.contains("+web: 10.0.0.1:80"), diff.output)
    let flags = ["--snapshot", "s.json", "-t", "a.tmpl:a.cfg", "--check", "grep -q web {{.src}}"]
    XCTAssertEqual(try program.run(["render"] + flags).status, 0)
    XCTAssertEqual(try program.text("a.cfg"), rendered)
    XCTAssertEqual(
      try program.run(["diff", "--snapshot", "s.json", "-t", "a.tmpl:a.cfg"]).status, 0)
  }

  func testIncludedTemplatesAreReadFromTheDisk() throws {
    let program = try program()
    try program.write("part.tmpl", "old {{getv \"/app/title\"}}")
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      functions = "confd"
      """)
    try program.write("a.tmpl", "{{include \"part.tmpl\"}}")
    let recorded = try program.run(["snapshot", "-c", "trimtab.toml", "-o", "s.json"])
    XCTAssertEqual(recorded.status, 0, recorded.errors)
    XCTAssertFalse(try program.text("s.json").contains("old"))
    try program.write("part.tmpl", "new {{getv \"/app/title\"}}")
    check(
      try program.run(["render", "-c", "trimtab.toml", "--snapshot", "s.json", "--stdout"]),
      output: "new hello", status: 0)
  }
}
