import Foundation
import XCTest

/// The command line of confd: forms, names, statuses.
final class ConfdCommandLineTests: XCTestCase {
  private func folder() throws -> ConfdFolder {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/host\"}}\n")
    return folder
  }

  func testWhatIsNotUnderstoodIsStatus2() throws {
    let folder = try folder()
    check(
      try folder.run(["-onetme"]),
      errors: "error: unknown flag `-onetme` of confd\n  hint: did you mean `-onetime`?\n",
      status: 2)
    check(
      try folder.program.run(["confd", "-interval"]),
      errors: "error: `-interval` needs a value: `-interval seconds`\n", status: 2)
    check(
      try folder.run(["-backend", "env", "-onetime", "-interval", "x"]),
      errors: "error: expected a number of seconds for `-interval`, found `x`\n", status: 2)
    check(
      try folder.run(["-watch=maybe"]),
      errors: "error: expected `true` or `false` for `-watch`, found `maybe`\n", status: 2)
    check(
      try folder.run(["evn", "--onetime"]),
      errors: "error: unknown backend `evn`\n  hint: did you mean `env`?\n", status: 1)
    check(
      try folder.run(["--onetime", "consl"]),
      errors: "error: unknown backend `consl`\n  hint: did you mean `consul`?\n", status: 1)
    check(
      try folder.run(["env", "etcd"]), errors: "error: unexpected argument `etcd`\n", status: 2)
  }

  func testWrongSettingsAreStatus1() throws {
    let folder = try folder()
    check(
      try folder.run(["-backend", "env", "-onetime", "-log-level", "infoo"]),
      errors: "error: not a valid log level: `infoo`\n  hint: did you mean `info`?\n", status: 1)
    check(
      try folder.run(["-backend", "env", "-onetime", "-log-level", "loud"]),
      errors: "error: not a valid log level: `loud`\n  hint: known are `panic`, `fatal`, `error`, "
        + "`warn`, `info` and `debug`\n", status: 1)
    check(
      try folder.run(["-backend", "env", "-onetime", "-interval", "-1"]),
      errors: """
        -interval:1:1: error: `interval` must be from 0 to 31536000, found -1
          1 | -1
            | ^^

        """, status: 1)
    check(
      try folder.run(["-backend", "vault", "-onetime"]),
      errors: """
        error: the backend `vault` is not supported
          hint: keep values in Consul or etcd; for secrets of Vault stay with confd

        """, status: 1)
  }

  func testVersionAndHelpAreStatus0() throws {
    let folder = try folder()
    for flag in ["-version", "--version"] {
      let result = try folder.program.run(["confd", flag])
      XCTAssertTrue(result.output.hasPrefix("confd 0.17.0 (trimtab "), result.output)
      XCTAssertEqual(result.status, 0)
    }
    for flag in ["-h", "-help", "--help"] {
      let result = try folder.program.run(["confd", flag])
      XCTAssertTrue(result.output.contains("  -sync-only "), result.output)
      XCTAssertEqual(result.status, 0)
    }
  }

  func testFlagsAreWrittenInAllFormsOfGo() throws {
    for arguments in [
      ["-onetime", "-backend", "env"], ["--onetime", "--backend=env"],
      ["-onetime=true", "-backend=env"], ["--onetime=1", "--backend", "env"],
      ["env", "--onetime"], ["--onetime", "env"],
    ] {
      let folder = try folder()
      let result = try folder.run(arguments, environment: ["HOST": "h"])
      XCTAssertEqual(result.status, 0, "\(arguments): \(result.errors)")
      XCTAssertEqual(try folder.program.text("a.cfg"), "h\n", "\(arguments)")
    }
  }

  func testASwitchDoesNotTakeTheNextArgument() throws {
    let folder = try folder()
    try folder.program.write("confd.toml", "backend = \"env\"\n")
    let result = try folder.program.run(
      [
        "confd", "-config-file", "confd.toml", "-confdir", "etc", "-onetime", "true", "-noop",
      ], environment: ["HOST": "h"])
    XCTAssertEqual(
      folder.messages(result),
      [
        "warning: `true` and everything behind it is ignored, as confd does it",
        "  hint: a switch has its value behind `=`, such as `-onetime=true`",
        "INFO file updated destination=a.cfg",
      ])
    XCTAssertEqual(try folder.program.text("a.cfg"), "h\n")
  }

  func testALinkNamedConfdIsConfd() throws {
    let folder = try folder()
    let link = folder.path("confd")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: Program.executable.path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: link)
    process.arguments = ["-onetime", "-backend", "env", "-confdir", folder.path("etc")]
    process.environment = ["HOST": "h"]
    try process.run()
    process.waitUntilExit()
    XCTAssertEqual(process.terminationStatus, 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "h\n")
  }

  func testVariablesOfTheForkCountInItsFormOnly() throws {
    let folder = try folder()
    let environment = ["HOST": "h", "CONFD_ONETIME": "true", "CONFD_NOOP": "true"]
    let fork = try folder.run(["env"], environment: environment)
    XCTAssertEqual(
      folder.messages(fork),
      ["WARNING file would change, but nothing is written destination=a.cfg"])
    XCTAssertEqual(fork.status, 0)
    let original = try folder.run(["-onetime", "-backend", "env"], environment: environment)
    XCTAssertEqual(folder.messages(original), ["INFO file updated destination=a.cfg"])
  }

  func testCheckConfigJudgesEverythingAndWritesNothing() throws {
    let folder = try folder()
    let good = try folder.run(["env", "--check-config"])
    check(good, output: "the configuration is good: 1 resource\n", status: 0)
    try folder.write("b", "{{getv}}{{nope}}")
    let bad = try folder.run(["env", "--check-config"])
    XCTAssertEqual(bad.status, 1)
    XCTAssertTrue(
      bad.errors.contains("b.tmpl:1:11: error: function \"nope\" not defined"), bad.errors)
    XCTAssertFalse(folder.program.has("a.cfg"))
  }
}
