import Foundation
import TestSupport
import XCTest

/// `-once` and `-dry`: what is written, run and printed.
final class ConsulTemplateOnceTests: ConsulTemplateChecks {
  private func program(_ name: String) async throws -> Program {
    let program = try Program(for: self)
    try await consul().put("once/\(name)", "red")
    try program.write("a.tmpl", "{{key \"once/\(name)\"}}\n")
    return program
  }

  func testOnceWritesRunsCommandsAndEnds() async throws {
    let program = try await program("a")
    check(
      try await run(program, ["-template", "a.tmpl:out/a:cat out/a >> log", "-once"]), status: 0)
    XCTAssertEqual(try program.text("out/a"), "red\n")
    XCTAssertEqual(try program.text("log"), "red\n")
    // Nothing changed, so that nothing is run.
    check(
      try await run(program, ["-template", "a.tmpl:out/a:cat out/a >> log", "-once"]), status: 0)
    XCTAssertEqual(try program.text("log"), "red\n")
  }

  func testWhatCommandsWriteIsSeen() async throws {
    let program = try await program("said")
    check(
      try await run(program, ["-template", "a.tmpl:a:echo said; cat a", "-once"]),
      output: "said\nred\n", status: 0)
  }

  func testAFailingCommandEndsWithStatus14AndRunsAgainNextTime() async throws {
    for isStrict in [false, true] {
      let program = try await program("b")
      let flags = isStrict ? ["-strict"] : []
      let failing = try await run(
        program, ["-template", "a.tmpl:a:echo no; exit 3", "-once"] + flags)
      XCTAssertEqual(failing.status, 14)
      XCTAssertTrue(
        failing.errors.contains("`echo no; exit 3` failed: exit status 3"), failing.errors)
      XCTAssertEqual(try program.text("a"), "red\n")
      let again = try await run(program, ["-template", "a.tmpl:a:touch ran", "-once"] + flags)
      XCTAssertEqual(again.status, 0, again.errors)
      // The original forgets.
      XCTAssertEqual(program.has("ran"), !isStrict)
    }
  }

  func testCommandsRunAfterAllFilesInOrderAndEqualOnesOnce() async throws {
    let program = try await program("c")
    try program.write(
      "c.hcl",
      """
      template { source = "a.tmpl", destination = "one", command = "cat one two three >> first" }
      template { source = "a.tmpl", destination = "two", command = "cat first >> second" }
      template { source = "a.tmpl", destination = "three", command = "cat one two three >> first" }
      """)
    check(try await run(program, ["-config", "c.hcl", "-once"]), status: 0)
    XCTAssertEqual(try program.text("first"), "red\nred\nred\n")
    XCTAssertEqual(try program.text("second"), "red\nred\nred\n")
  }

  func testCommandsSeeTheEnvironmentTheyAreGiven() async throws {
    let program = try await program("d")
    try program.write(
      "c.hcl",
      """
      consul { token = "anonymous", retry { attempts = 1 } }
      template {
        contents = "{{ env \\"CONSUL_HTTP_TOKEN\\" }}"
        destination = "a"
        exec {
          command = ["sh", "-c", "echo $SECRET $KEPT $GONE $CONSUL_HTTP_ADDR > seen"]
          env { denylist = ["GON?"], custom = ["SECRET=s"] }
        }
      }
      """)
    let result = try await run(
      program, ["-config", "c.hcl", "-once", "-consul-addr", "127.0.0.1:9"],
      environment: ["KEPT": "k", "GONE": "g"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try program.text("seen"), "s k 127.0.0.1:9\n")
    XCTAssertEqual(try program.text("a"), "anonymous")
  }

  func testTheKeysOfATemplateWork() async throws {
    let program = try await program("e")
    try program.write("secret", "hush")
    try program.write("kept", "old")
    try program.write(
      "c.hcl",
      """
      default_delimiters { left = "<<", right = ">>" }
      template {
        contents = "<< key \\"once/e\\" >>"
        destination = "kept"
        perms = "0600"
        backup = true
      }
      template {
        contents = "[[ key \\"once/e\\" ]]"
        destination = "two"
        left_delimiter = "[["
        right_delimiter = "]]"
      }
      template { contents = "<< (dict).none >>", destination = "three", error_fatal = false }
      """.replacing("(dict).none", with: "(parseJSON \\\"{}\\\").none"))
    check(try await run(program, ["-config", "c.hcl", "-once"]), status: 0)
    XCTAssertEqual(try program.text("kept"), "red")
    XCTAssertEqual(try program.text("kept.bak"), "old")
    let attributes = try FileManager.default.attributesOfItem(
      atPath: program.directory.appendingPathComponent("kept").path)
    XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o600)
    XCTAssertEqual(try program.text("two"), "red")
    XCTAssertEqual(try program.text("three"), "<no value>")
    func refuses(_ body: String, _ message: String, line: UInt = #line) async throws {
      try program.write("d.hcl", "template {\n  destination = \"x/y\"\n\(body)\n}")
      let result = try await run(program, ["-config", "d.hcl", "-once"])
      XCTAssertEqual(result.status, 14, line: line)
      XCTAssertTrue(result.errors.contains(message), result.errors, line: line)
    }
    try await refuses("contents = \"x\"\ncreate_dest_dirs = false", "No such file or directory")
    try await refuses(
      "contents = \"{{ (parseJSON `{}`).none }}\"\nerror_on_missing_key = true", "none")
    try await refuses(
      "contents = \"{{ sprig_upper `x` }}\"\nfunction_denylist = [\"sprig_*\"]",
      "the function `sprig_upper` is disabled")
    try await refuses(
      "contents = \"{{ file `secret` }}\"\nsandbox_path = \"/etc\"",
      "`secret` is outside of the sandbox `/etc`")
    try await refuses("contents = \"{{ file `nothing` }}\"", "needs a file that cannot be read")
  }

  func testAFailingTemplateEndsItUnlessThatIsSaid() async throws {
    let program = try await program("l")
    func ends(
      _ template: String, _ more: [String], status: Int32, line: UInt = #line
    ) async throws {
      try program.write(
        "c.hcl",
        "template {\n contents = \"{{ index (parseJSON `[]`) 3 }}\"\n destination = \"x\"\n"
          + " \(template)\n}")
      let result = try await run(program, ["-config", "c.hcl", "-once"] + more)
      XCTAssertEqual(result.status, status, result.errors, line: line)
      XCTAssertTrue(
        result.errors.contains(
          """
          error: the template `x` failed:
          x:1:4: error: error calling index: index out of range: 3
            1 | {{ index (parseJSON `[]`) 3 }}
          """), result.errors, line: line)
    }
    try await ends("", [], status: 14)
    try await ends("error_fatal = true", [], status: 14)
    try await ends("error_fatal = false", ["-template-error-fatal"], status: 14)
    try await ends("", ["-template-error-fatal=true"], status: 14)
    for (text, flags) in [
      ("error_fatal = false", []), ("error_fatal = true", ["-template-error-fatal=false"]),
      ("", ["-template-error-fatal=false"]),
    ] {
      let agent = try LiveConsulTemplate()
      try agent.folder.write(
        "template {\n contents = \"{{ index (parseJSON `[]`) 3 }}\"\n destination = \"x\"\n"
          + " \(text)\n}", to: "c.hcl")
      try agent.start(["-config", "c.hcl", "-strict"] + flags)
      await agent.says("template failed; the installed file stays")
      // It goes on, until it is told to end.
      agent.send(SIGINT)
      let end = await agent.end()
      XCTAssertEqual(end, .exited(12), agent.log)
    }
  }

  func testALookupThatFailsEndsItWhereThatIsWanted() async throws {
    let program = try await program("f")
    try program.write(
      "c.hcl",
      "err_on_failed_lookup = true\n"
        + "template { contents = \"{{ key `once/none` }}\", destination = \"a\" }"
    )
    let result = try await run(program, ["-config", "c.hcl", "-once"])
    XCTAssertEqual(result.status, 14)
    XCTAssertTrue(result.errors.contains("once/none"), result.errors)
    XCTAssertFalse(program.has("a"))
  }

  func testARegistryThatDoesNotAnswerEndsItAfterTheTries() async throws {
    let program = try await program("g")
    let flags = [
      "-template", "a.tmpl:a", "-once", "-consul-addr", "127.0.0.1:1", "-consul-retry-attempts=2",
      "-consul-retry-backoff=10ms",
    ]
    let result = try await run(program, flags)
    XCTAssertEqual(result.status, 14)
    XCTAssertTrue(result.errors.contains("was not answered 3 times"), result.errors)
    let never = try await run(program, flags + ["-consul-retry=false"])
    XCTAssertTrue(never.errors.contains("was not answered 1 time:"), never.errors)
  }

  func testDryPrintsWhatWouldChange() async throws {
    let program = try await program("h")
    let arguments = ["-template", "a.tmpl:a:touch ran", "-dry", "-once"]
    check(try await run(program, arguments), output: "> a\nred\n", status: 0)
    XCTAssertFalse(program.has("a"))
    XCTAssertFalse(program.has("ran"))
    try program.write("a", "red\n")
    check(try await run(program, arguments), status: 0)
    check(
      try await run(program, ["-template", "a.tmpl", "-dry", "-once"]), output: "> \nred\n",
      status: 0)
  }

  func testTheProgramEndsWithItsOwnStatus() async throws {
    let program = try await program("i")
    for (command, status) in [("exit 7", 7), ("true", 0), ("kill -9 $$", 255)] {
      let result = try await run(
        program, ["-template", "a.tmpl:a", "-exec", "cat a > seen; \(command)", "-once"])
      XCTAssertEqual(result.status, Int32(status), result.errors)
      XCTAssertEqual(try program.text("seen"), "red\n")
    }
  }

  func testAProgramThatCannotBeStartedEndsItWithStatus14() async throws {
    let program = try await program("k")
    for mode in [["-once"], [], ["-strict"]] {
      let result = try await run(
        program, ["-template", "a.tmpl:a", "-exec", "./no-such-program"] + mode)
      XCTAssertEqual(result.status, 14, result.errors)
      XCTAssertTrue(result.errors.contains("`./no-such-program`"), result.errors)
      // A shell looks for its program itself.
      let shell = try await run(
        program, ["-template", "a.tmpl:a", "-exec", "./no-such-program x"] + mode)
      XCTAssertEqual(shell.status, 127, shell.errors)
    }
  }

  func testMessagesLookLikeTheOriginals() async throws {
    let program = try await program("j")
    let result = try await run(
      program, ["-template", "a.tmpl:a", "-once", "-log-level", "info", "-log-file", "ct.log"])
    XCTAssertEqual(
      normal(result.errors),
      """
      [INFO] (runner) started version=0.1.0 templates=1 registries=consul
      [INFO] (runner) installed template=a destination=a bytes=4 lines="+1 -0"
      [INFO] (runner) stopping

      """)
    let names = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
    let file = try XCTUnwrap(names.first { $0.hasPrefix("ct-") && $0.hasSuffix(".log") })
    XCTAssertEqual(try program.text(file), result.errors)
  }
}
