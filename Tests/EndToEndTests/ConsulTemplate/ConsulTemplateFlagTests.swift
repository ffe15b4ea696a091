import Foundation
import TestSupport
import XCTest

/// consul-template's command line and its exit statuses.
final class ConsulTemplateFlagTests: ConsulTemplateChecks {
  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key \"flags/a\"}}\n")
    try program.write("plain.tmpl", "plain\n")
    return program
  }

  func testTheUsageAndTheVersionGoToStandardOutput() async throws {
    let program = try program()
    for flag in ["-h", "--help", "-help"] {
      let result = try program.run(["consul-template", flag])
      XCTAssertEqual(result.status, 0)
      XCTAssertTrue(result.output.hasPrefix("Usage: consul-template [FLAGS]\n"), result.output)
    }
    for flag in ["-v", "-version", "--version"] {
      check(
        try program.run(["consul-template", flag]),
        output: "consul-template v0.42.1 (trimtab 0.1.0)\n", status: 0)
    }
    let strict = try program.run(["consul-template", "-strict", "-version", "-config", "nowhere"])
    XCTAssertEqual(strict.status, 15)
  }

  func testTheNameOfTheProgramDecides() async throws {
    let program = try program()
    let link = program.directory.appendingPathComponent("my-consul-template")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: Program.executable)
    let result = try await FinishedCommand.run(link.path, ["-v"])
    XCTAssertEqual(result.standardOutput, "consul-template v0.42.1 (trimtab 0.1.0)\n")
  }

  func testWrongFlagsEndWithStatus13() async throws {
    let program = try program()
    func refuses(_ arguments: [String], _ errors: String, line: UInt = #line) throws {
      check(
        try program.run(["consul-template"] + arguments), errors: errors, status: 13, line: line)
    }
    try refuses(
      ["-consul-adr", "x"],
      """
      error: unknown flag `-consul-adr` of consul-template
        hint: did you mean `-consul-addr`?

      """)
    try refuses(["extra"], "error: unexpected argument `extra`\n  hint: see `-h`\n")
    try refuses(["-once", "true"], "error: unexpected argument `true`\n  hint: see `-h`\n")
    try refuses(["-once=yes"], "error: expected `true` or `false` for `-once`, found `yes`\n")
    try refuses(["-config"], "error: `-config` needs a value: `-config PATH`\n")
    try refuses(
      ["-template", ":::"],
      "error: expected `IN[:OUT[:COMMAND]]` for `-template`, found `:::`\n")
    try refuses(
      ["-consul-auth="], "error: expected `USER[:PASSWORD]` for `-consul-auth`, found nothing\n")
    try refuses(
      ["-max-stale=5"],
      """
      -max-stale:1:1: error: expected a duration such as `5s` for `max_stale`, found `5`
        1 | 5
          | ^
        hint: write `5s` for seconds

      """)
    try refuses(
      ["-kill-signal", "SIGHUPP"],
      """
      -kill-signal:1:1: error: unknown signal `SIGHUPP`
        1 | SIGHUPP
          | ^^^^^^^
        hint: did you mean `SIGHUP`?

      """)
  }

  func testEveryFlagOfTheOriginalIsKnown() async throws {
    let program = try program()
    let texts = [
      "consul-addr", "consul-auth", "consul-token", "consul-token-file", "consul-ssl-ca-cert",
      "consul-ssl-ca-path", "consul-ssl-server-name", "default-left-delimiter",
      "default-right-delimiter", "exec", "exec-env-allowlist", "exec-env-denylist", "pid-file",
      "log-file", "syslog-name", "vault-addr", "vault-client-user-agent", "vault-token",
      "vault-agent-token-file", "vault-ssl-ca-cert", "vault-ssl-ca-path", "vault-ssl-cert",
      "vault-ssl-key", "vault-ssl-server-name", "template",
    ]
    let durations = [
      "consul-retry-backoff", "consul-retry-max-backoff", "consul-transport-dial-keep-alive",
      "consul-transport-dial-timeout", "consul-transport-tls-handshake-timeout",
      "exec-kill-timeout", "exec-splay", "log-rotate-duration", "max-stale", "retry",
      "vault-retry-backoff", "vault-retry-max-backoff", "vault-transport-dial-keep-alive",
      "vault-transport-dial-timeout", "vault-transport-tls-handshake-timeout",
      "vault-default-lease-duration", "wait",
    ]
    let numbers = [
      "consul-retry-attempts", "consul-transport-max-idle-conns-per-host", "log-rotate-bytes",
      "log-rotate-max-files", "vault-retry-attempts", "vault-transport-max-idle-conns-per-host",
      "vault-transport-max-conns-per-host",
    ]
    let switches = [
      "consul-retry", "consul-ssl", "consul-ssl-verify", "consul-transport-disable-keep-alives",
      "dedup", "dry", "exec-env-pristine", "once", "parse-only", "syslog",
      "template-error-fatal", "vault-renew-token", "vault-retry", "vault-ssl",
      "vault-ssl-verify", "vault-transport-disable-keep-alives", "vault-unwrap-token",
    ]
    let arguments =
      texts.flatMap { ["-\($0)", "x"] } + durations.map { "-\($0)=1h2m3s4ms" }
      + numbers.flatMap { ["--\($0)", "5"] } + switches.map { "-\($0)=T" }
      + ["-exec-env-custom", "A=1", "-log-level", "trace", "-syslog-facility", "LOCAL7"]
      + ["-exec-kill-signal=SIGTERM", "-exec-reload-signal=", "-reload-signal=SIGUSR1"]
      + ["-kill-signal=sigterm", "-consul-ssl-cert=c", "-consul-ssl-key=k"]
    check(
      try program.run(["consul-template"] + arguments + ["-version"]),
      output: "consul-template v0.42.1 (trimtab 0.1.0)\n", status: 0)
  }

  func testAWrongConfigurationEndsWithStatus15() async throws {
    let program = try program()
    try program.write("c.hcl", "consul {\n  addres = \"x\"\n}\n")
    check(
      try program.run(["consul-template", "-config", "c.hcl", "-once"]),
      errors: """
        c.hcl:2:3: error: unknown key `addres` in `consul`
          2 |   addres = "x"
            |   ^^^^^^
          hint: did you mean `address`?

        """, status: 15)
    check(
      try program.run(["consul-template", "-config", "nowhere", "-once"]),
      errors: "error: cannot open `nowhere`: No such file or directory\n", status: 15)
    let local = try program.run(
      ["consul-template", "-once"], environment: ["CT_LOCAL_CONFIG": "log_level = \"loud\""])
    XCTAssertEqual(local.status, 15)
    XCTAssertTrue(local.errors.hasPrefix("CT_LOCAL_CONFIG:1:13: error: "), local.errors)
    XCTAssertEqual(
      try program.run(["consul-template", "-log-file", "no/such/x.log", "-once"]).status, 15)
  }

  func testWhatTheOriginalTakesAsItIsEndsWithStatus15() throws {
    let program = try program()
    for (flag, value) in [("-log-level", "loud"), ("-syslog-facility", "LOCAL8")] {
      let result = try program.run(["consul-template", flag, value, "-once"])
      XCTAssertEqual(result.status, 15)
      XCTAssertTrue(result.errors.hasPrefix("\(flag):1:1: error: expected one of "), result.errors)
    }
  }

  func testWhereNothingIsToBeDoneItIsSaid() throws {
    let program = try program()
    try program.write("empty.d/README.md", "# nothing yet\n")
    for arguments in [[], ["-config", "empty.d"]] {
      check(
        try program.run(["consul-template", "-once"] + arguments),
        errors: """
          warning: no template is configured
            hint: write a block `template`, or give `-template IN:OUT`

          """, status: 0)
    }
  }

  func testTemplatesThatCannotWorkEndWithStatus14() async throws {
    let program = try program()
    try program.write("bad.tmpl", "{{ nonsense }}")
    let parse = try await run(program, ["-template", "bad.tmpl:out", "-once"])
    XCTAssertEqual(parse.status, 14, parse.errors)
    XCTAssertTrue(parse.errors.contains("bad.tmpl:1:4: error: "), parse.errors)
    let missing = try await run(program, ["-template", "plain.tmpl", "-once"])
    XCTAssertEqual(missing.status, 14)
    XCTAssertTrue(
      missing.errors.contains("the template `plain.tmpl` has no destination"), missing.errors)
    try program.write("vault.tmpl", "{{ secret \"secret/x\" }}")
    let vault = try await run(program, ["-template", "vault.tmpl:out", "-once"])
    XCTAssertEqual(vault.status, 14)
    XCTAssertTrue(vault.errors.contains("`secret` asks Vault"), vault.errors)
    try program.write("fails.tmpl", "{{ index (key \"flags/a\" | split \":\") 7 }}")
    try await consul().put("flags/a", "red")
    let run = try await run(program, ["-template", "fails.tmpl:out", "-once"])
    XCTAssertEqual(run.status, 14, run.errors)
    XCTAssertFalse(program.has("out"))
  }

  func testParseOnlyJudgesAndTheOriginalRendersWhatItCan() async throws {
    let program = try program()
    let arguments = [
      "-template", "plain.tmpl:plain:touch ran", "-template", "a.tmpl:a", "-parse-only",
    ]
    check(try await run(program, arguments), status: 0)
    XCTAssertFalse(program.has("plain"))
    let strict = try await run(program, arguments + ["-strict"])
    XCTAssertEqual(strict.status, 0, strict.errors)
    XCTAssertTrue(program.has("ran"))
    XCTAssertEqual(try program.text("plain"), "plain\n")
    try program.write("bad.tmpl", "{{ nonsense }}")
    let bad = try await run(program, ["-template", "bad.tmpl:x", "-parse-only"])
    XCTAssertEqual(bad.status, 14)
  }
}
