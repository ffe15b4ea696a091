import Foundation
import XCTest

/// Our own commands on a configuration of consul-template.
final class ForeignConfigurationTests: XCTestCase {
  private let flag = ["--consul-template-config", "ct.hcl"]

  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write(
      "ct.hcl",
      """
      consul { address = "127.0.0.1:1" }
      template {
        source = "a.tmpl"
        destination = "a.cfg"
        command = "touch done"
      }

      """)
    try program.write("a.tmpl", "{{range service \"web\"}}{{.Address}}:{{.Port}}\n{{end}}")
    try program.write(
      "snapshot.json",
      #"{"format": 1, "queries": {"service(web)": [{"Address": "10.0.0.1", "Port": 80}]}}"#)
    return program
  }

  func testItIsJudged() throws {
    let program = try program()
    check(
      try program.run(["check"] + flag),
      output: "the configuration is good: 1 template, 1 registry\n", status: 0)
    try program.write("a.tmpl", "{{secret \"a\"}}{{nomadVar \"b\"}}")
    check(
      try program.run(["check"] + flag),
      errors: """
        a.tmpl:1:3: error: `secret` asks Vault, which Trimtab does not support
          1 | {{secret "a"}}{{nomadVar "b"}}
            |   ^^^^^^^^^^
          hint: let another program write what it would give to a file, and read it by `file`
        a.tmpl:1:17: error: `nomadVar` asks Nomad, which Trimtab does not support
          1 | {{secret "a"}}{{nomadVar "b"}}
            |                 ^^^^^^^^^^^^
          hint: let another program write what it would give to a file, and read it by `file`

        """, status: 3)
    try program.write("ct.hcl", "template {\n  sourc = \"a\"\n}\n")
    check(
      try program.run(["check"] + flag),
      errors: """
        ct.hcl:1:10: error: this template needs a `source` or `contents`
          1 | template {
            |          ^
        ct.hcl:2:3: error: unknown key `sourc` in a `template` block
          2 |   sourc = "a"
            |   ^^^^^
          hint: did you mean `source`?

        """, status: 3)
  }

  func testItIsShownExplainedRecordedAndRendered() throws {
    let program = try program()
    let snapshot = ["--snapshot", "snapshot.json"]
    check(
      try program.run(["diff"] + flag + snapshot),
      output: """
        --- /dev/null
        +++ a.cfg (rendered)
        @@ -0,0 +1 @@
        +10.0.0.1:80

        """, errors: "note: `a.cfg` would change (+1 -0), then `touch done` would be run\n",
      status: 1)
    check(
      try program.run(["explain"] + flag + snapshot),
      output: """
        a.cfg: complete, 12 bytes
          query consul::service(web|passing): 1 entry at index 0

        """, status: 0)
    XCTAssertEqual(
      try program.run(["render", "--log-level", "error"] + flag + snapshot).status, 0)
    XCTAssertEqual(try program.text("a.cfg"), "10.0.0.1:80\n")
    XCTAssertTrue(program.has("done"))
    try program.write("ct.hcl", "template { contents = \"{{ env `ZONE` }}\", destination = \"z\" }")
    let recorded = try program.run(["snapshot"] + flag, environment: ["ZONE": "a"])
    XCTAssertEqual(recorded.status, 0, recorded.errors)
    XCTAssertTrue(recorded.output.contains(#""ZONE": "a""#), recorded.output)
  }

  func testFlagsAboutTemplatesOfOursAreRefused() throws {
    let program = try program()
    check(
      try program.run(["diff", "--consul", "a:1", "-t", "a:b"] + flag),
      errors: """
        --consul:1:1: error: `--consul` cannot be combined with a configuration of consul-template
          1 | a:1
            | ^^^
        --template:1:1: error: `--template` cannot be combined with a configuration of \
        consul-template
          1 | a:b
            | ^^^

        """, status: 2)
    check(
      try program.run(["check", "x.toml"] + flag),
      errors: """
        error: the configuration of another tool stands for the whole configuration
          hint: leave out other files; name settings of Trimtab's own by `--set` or the environment

        """, status: 2)
  }
}
