import Foundation
import XCTest

final class RenderCommandTests: XCTestCase {
  private let flags = ["--file", "services.toml", "--log-level", "error"]

  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write(
      "services.toml", "[[service]]\nname = \"web\"\naddress = \"10.0.0.1\"\nport = 80\n")
    try program.write(
      "a.tmpl", "{{range service \"web\"}}server {{.Address}}:{{.Port}}\n{{end}}")
    try program.write("key.tmpl", "{{key \"nope\"}}")
    return program
  }

  func testMissingDataEndsWithStatus4AndWritesNothing() throws {
    let program = try program()
    check(
      try program.run(
        ["render"] + flags
          + ["--template", "a.tmpl:a.cfg", "--template", "key.tmpl:b.cfg", "--timeout", "2s"]),
      errors:
        "error: `b.cfg` needs more data after 2s: key `file::nope` does not exist yet\n",
      status: 4)
    XCTAssertFalse(program.has("a.cfg"))
    XCTAssertFalse(program.has("b.cfg"))
  }

  func testARegistryThatCannotBeAskedEndsWithStatus8() throws {
    let program = try program()
    let result = try program.run([
      "render", "--consul", "127.0.0.1:1", "--template", "key.tmpl:b.cfg", "--timeout=2s",
    ])
    XCTAssertEqual(result.status, 8)
    XCTAssertTrue(
      result.errors.contains("WARNING registry does not answer; trying again"), result.errors)
    XCTAssertTrue(
      result.errors.hasSuffix(
        "error: `b.cfg` needs more data after 2s: "
          + "`consul::key(nope)` has not been answered yet\n"), result.errors)
    XCTAssertFalse(program.has("b.cfg"))
  }

  func testATemplateErrorEndsWithStatus3() throws {
    let program = try program()
    try program.write("bad.tmpl", "{{index (service \"web\") 5}}")
    check(
      try program.run(["render"] + flags + ["--template", "bad.tmpl:b.cfg"]),
      errors: """
        bad.tmpl:1:3: error: error calling index: index out of range: 5
          1 | {{index (service "web") 5}}
            |   ^^^^^^^^^^^^^^^^^^^^^^^

        """, status: 3)
  }

  func testAReloadThatIsSpacedOutWaitsForItsMoment() throws {
    let program = try program()
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      reload = "cp a.cfg applied"
      reload_jitter = "300ms"
      reload_interval = "1h"
      """)
    let result = try program.run(["render", "-c", "trimtab.toml"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertTrue(program.has("applied"))
  }

  func testARefusedFileEndsWithStatus5AndIsNotInstalled() throws {
    let program = try program()
    try program.write("a.cfg", "old\n")
    check(
      try program.run(
        ["render"] + flags
          + ["--template", "a.tmpl:a.cfg", "--check", "echo no good; exit 1"]),
      errors: """
        error: the check refused the new `a.cfg`: check `echo no good; exit 1` failed: exit status 1
        no good

        """, status: 5)
    XCTAssertEqual(try program.text("a.cfg"), "old\n")
  }

  func testAFileThatCannotBeWrittenEndsWithStatus6() throws {
    let program = try program()
    try program.write("plain", "")
    let result = try program.run(["render"] + flags + ["--template", "a.tmpl:plain/a.cfg"])
    XCTAssertEqual(result.status, 6)
    XCTAssertTrue(
      result.errors.hasPrefix("error: `plain/a.cfg` was not written: "), result.errors)
  }

  func testAFailingReloadEndsWithStatus7AndIsTriedAgain() throws {
    let program = try program()
    let template = ["--template", "a.tmpl:a.cfg"]
    check(
      try program.run(["render"] + flags + template + ["--reload", "echo bad; exit 3"]),
      errors: """
        error: `a.cfg` is installed and could not be applied: `echo bad; exit 3` failed: exit \
        status 3
        bad

        """, status: 7)
    XCTAssertEqual(try program.text("a.cfg"), "server 10.0.0.1:80\n")
    check(
      try program.run(["render"] + flags + template + ["--reload", "touch reloaded"]), status: 0)
    XCTAssertTrue(program.has("reloaded"))
  }

  func testATemplateWithoutDestinationNeedsStdout() throws {
    let program = try program()
    check(
      try program.run(["render"] + flags + ["--template", "a.tmpl"]),
      errors: """
        error: the template `a.tmpl` has no destination
          hint: write `--template IN:OUT`; `render --stdout` needs none

        """, status: 2)
    check(
      try program.run(["render"] + flags + ["--template", "a.tmpl", "--stdout"]),
      output: "server 10.0.0.1:80\n", status: 0)
    check(
      try program.run(
        ["render"] + flags + ["-t", "a.tmpl", "-t", "a.tmpl:x.cfg", "--stdout"]),
      output: """
        ==> a.tmpl <==
        server 10.0.0.1:80

        ==> x.cfg <==
        server 10.0.0.1:80

        """, status: 0)
    XCTAssertFalse(program.has("x.cfg"))
  }

  func testTimeoutsNeedAUnit() throws {
    let program = try program()
    check(
      try program.run(["render", "--timeout", "5", "--template", "a.tmpl:b"]),
      errors: """
        error: expected a duration such as `5s` for `--timeout`, found `5`
          hint: write `5s` for seconds

        """, status: 2)
  }

  func testAConfigurationIsRenderedCheckedInstalledAndApplied() throws {
    let program = try program()
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [log]
      level = "error"
      [[template]]
      source = "a.tmpl"
      destination = "out/a.cfg"
      mode = "0600"
      check = ["grep", "server", "{{.src}}"]
      reload = "cp {{.dest}} reloaded"
      """)
    check(try program.run(["render", "-c", "trimtab.toml"]), status: 0)
    XCTAssertEqual(try program.text("out/a.cfg"), "server 10.0.0.1:80\n")
    XCTAssertEqual(try program.text("reloaded"), "server 10.0.0.1:80\n")
    try FileManager.default.removeItem(at: program.directory.appendingPathComponent("reloaded"))
    check(try program.run(["render", "-c", "trimtab.toml"]), status: 0)
    XCTAssertFalse(program.has("reloaded"))
  }

  func testDiffShowsWhatWouldChange() throws {
    let program = try program()
    let arguments = ["diff"] + flags + ["-t", "a.tmpl:a.cfg", "--reload", "true"]
    try program.write("a.cfg", "server 10.0.0.9:80\n")
    check(
      try program.run(arguments),
      output: """
        --- a.cfg
        +++ a.cfg (rendered)
        @@ -1 +1 @@
        -server 10.0.0.9:80
        +server 10.0.0.1:80

        """, errors: "note: `a.cfg` would change (+1 -1), then `true` would be run\n",
      status: 1)
    XCTAssertEqual(try program.text("a.cfg"), "server 10.0.0.9:80\n")
    XCTAssertTrue(
      try program.run(arguments + ["--color=always"]).output.contains("\u{1B}["))
    try program.write("a.cfg", "server 10.0.0.1:80\n")
    check(try program.run(arguments), status: 0)
    // Without any patience the file may have been read already, or not.
    let hasty = try program.run(["diff"] + flags + ["-t", "key.tmpl:b", "--timeout", "0s"])
    XCTAssertEqual(hasty.status, 2, hasty.errors)
    XCTAssertTrue(hasty.errors.hasPrefix("error: `b` needs more data after 0s: "), hasty.errors)
    check(
      try program.run(["diff", "-c", "nothing.toml"]),
      errors: "error: cannot open `nothing.toml`: No such file or directory\n", status: 2)
  }

  func testExplainListsQueriesAndAnswers() throws {
    let program = try program()
    try program.write("b.tmpl", "{{env \"HOME\"}}{{range services}}{{.Name}}{{end}}")
    try program.write("c.tmpl", "constant")
    check(
      try program.run(
        ["explain"] + flags + ["-t", "a.tmpl:a.cfg", "-t", "b.tmpl:b.cfg", "-t", "c.tmpl"]),
      output: """
        a.cfg: complete, 19 bytes
          query file::service(web|passing): 1 entry at index 1
        b.cfg: complete, 3 bytes
          query file::services(): 1 entry at index 1
          variable HOME
        c.tmpl: complete, 8 bytes
          asks nothing

        """, status: 0)
  }
}
