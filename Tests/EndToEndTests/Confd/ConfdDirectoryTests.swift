import Foundation
import XCTest

/// Our own commands on confd's configuration.
final class ConfdDirectoryTests: XCTestCase {
  private let flags = ["--confdir", "etc", "--confd-flags", "-backend env"]

  private func folder() throws -> ConfdFolder {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "host={{getv \"/app/host\"}}\n", keys: "\"/app\"")
    return folder
  }

  func testFlagsThatContradictEachOtherAreStatus2() throws {
    let program = try folder().program
    check(
      try program.run(["render", "-c", "x.toml"] + flags),
      errors: """
        error: the configuration of another tool stands for the whole configuration
          hint: leave out other files; name settings of Trimtab's own by `--set` or the environment

        """, status: 2)
    check(
      try program.run(["render", "--confdir", "etc", "--confd-flags", "-bakend env"]),
      errors: "error: unknown flag `-bakend` of confd\n  hint: did you mean `-backend`?\n",
      status: 2)
    let result = try program.run(["render", "--consul", "127.0.0.1:1", "--confdir", "etc"])
    XCTAssertTrue(
      result.errors.contains("`--consul` cannot be combined with a configuration of confd"),
      result.errors)
  }

  func testCheckTellsAllMistakes() throws {
    let folder = try folder()
    check(
      try folder.program.run(["check"] + flags),
      output: "the configuration is good: 1 template, 1 registry\n", status: 0)
    try folder.write("b", "{{getv}}")
    try folder.program.write("etc/confd.toml", "interval = true\n")
    check(
      try folder.program.run(["check"] + flags),
      errors: """
        etc/confd.toml:1:12: error: expected an integer for `interval`, found a boolean
          1 | interval = true
            |            ^^^^

        """, status: 3)
    try folder.program.write("etc/confd.toml", "interval = 5\n")
    let result = try folder.program.run(["check"] + flags)
    XCTAssertTrue(
      result.errors.contains("b.tmpl:1:3: error: `getv` expects at least 1 argument, found 0"),
      result.errors)
  }

  func testRenderDiffAndExplainWorkOnIt() throws {
    let folder = try folder()
    let environment = ["APP_HOST": "h"]
    func run(_ command: String, _ more: [String] = []) throws -> Program.Result {
      try folder.program.run(
        [command] + flags + ["--log-level", "error"] + more, environment: environment)
    }
    check(try run("render", ["--stdout"]), output: "host=h\n", status: 0)
    let explained = try run("explain")
    check(
      explained,
      output:
        "\(folder.path("a.cfg")): complete, 7 bytes\n"
        + "  query env::prefix(app): 1 entry at index 1\n",
      status: 0)
    XCTAssertEqual(try run("diff").status, 1)
    check(try run("render"), status: 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "host=h\n")
    check(try run("diff"), status: 0)
  }

  func testASnapshotStandsForTheBackend() throws {
    let folder = try folder()
    let taken = try folder.program.run(
      ["snapshot"] + flags + ["-o", "snapshot.json"], environment: ["APP_HOST": "h"])
    XCTAssertEqual(taken.status, 0, taken.errors)
    check(
      try folder.program.run(
        [
          "render", "--confdir", "etc", "--confd-flags", "-backend env", "--stdout", "--snapshot",
          "snapshot.json",
        ]), output: "host=h\n", status: 0)
  }
}
