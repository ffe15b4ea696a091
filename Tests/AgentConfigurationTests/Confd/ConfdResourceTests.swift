import AgentConfiguration
import SystemSupport
import TestSupport
import XCTest

/// The files of resources in `conf.d`.
final class ConfdResourceTests: ConfdChecks {
  func testWhatIsMissingIsTold() throws {
    try write("[template]\nsrc = \"a.tmpl\"\n", to: "a.toml")
    try write("[template]\nsrc = \"\"\ndest = \"/b\"\n", to: "b.toml")
    try write("template = 1\n", to: "c.toml")
    try write("", to: "d.toml")
    checkRefused(
      """
      conf.d/a.toml:1:2: error: this resource needs a `dest`
        1 | [template]
          |  ^^^^^^^^
      conf.d/b.toml:2:7: error: `src` must not be empty
        2 | src = ""
          |       ^^
      conf.d/c.toml:1:12: error: expected a table for `template`, found an integer
        1 | template = 1
          |            ^
      conf.d/d.toml: error: expected a table `[template]`
      """)
  }

  func testWrongTypesAreRefusedEachAtItsPlace() throws {
    try write(
      ConfdChecks.resource + """
        keys = "/a"
        mode = 420
        uid = "root"
        prefix = 1
        check_cmd = ["true"]
        reload_cmd_timeout = 5
        output_format = "xml"
        """)
    checkRefused(
      """
      conf.d/a.toml:4:8: error: expected an array of strings for `keys`, found a string
        4 | keys = "/a"
          |        ^^^^
      conf.d/a.toml:5:8: error: expected permission bits as a string for `mode`, found an integer
        5 | mode = 420
          |        ^^^
        hint: write `"0644"`
      conf.d/a.toml:6:7: error: expected an integer for `uid`, found a string
        6 | uid = "root"
          |       ^^^^^^
      conf.d/a.toml:7:10: error: expected a string for `prefix`, found an integer
        7 | prefix = 1
          |          ^
      conf.d/a.toml:8:13: error: expected a string for `check_cmd`, found an array
        8 | check_cmd = ["true"]
          |             ^^^^^^^^
      conf.d/a.toml:9:22: error: expected a duration such as `"5s"` for `reload_cmd_timeout`, \
      found an integer
        9 | reload_cmd_timeout = 5
          |                      ^
        hint: write `"5s"` for seconds
      conf.d/a.toml:10:17: error: files in XML are not judged
        10 | output_format = "xml"
           |                 ^^^^^
        hint: judge the file by a `check_cmd`, such as `xmllint --noout {{.src}}`
      """)
  }

  func testOneBrokenFileStopsAll() throws {
    try write(ConfdChecks.resource)
    try write("[template\n", to: "b.toml")
    checkRefused(
      """
      conf.d/b.toml:1:10: error: expected `]` after the name of the table, found the end of the line
        1 | [template
          |          ^
      """)
  }

  func testTwoResourcesCannotWriteOneFile() throws {
    try write(ConfdChecks.resource)
    try write(ConfdChecks.resource, to: "b.toml")
    checkRefused(
      """
      conf.d/b.toml:3:8: error: two templates write `/x/a`
        3 | dest = "/x/a"
          |        ^^^^^^
      conf.d/a.toml:3:8: note: the first is here
        3 | dest = "/x/a"
          |        ^^^^^^
      """)
  }

  func testUnknownKeysAreIgnoredWithAWord() throws {
    try write("colour = 1\n" + ConfdChecks.resource + "relaod_cmd = \"x\"\n")
    let configuration = accepted(
      warnings: """
        conf.d/a.toml:1:1: warning: unknown key `colour`, which is ignored
          1 | colour = 1
            | ^^^^^^
        conf.d/a.toml:5:1: warning: unknown key `relaod_cmd`, which is ignored
          5 | relaod_cmd = "x"
            | ^^^^^^^^^^
          hint: did you mean `reload_cmd`?
        """)
    XCTAssertEqual(configuration.resources.map(\.name), ["/x/a"])
    XCTAssertEqual(configuration.resources[0].apply, .nothing)
  }

  func testWhatIsNotReplacedInACheckIsSaid() throws {
    func check(_ command: String, _ problem: String?, line: UInt = #line) throws {
      try write(ConfdChecks.resource + "check_cmd = \"\(command)\"\n")
      let warnings = problem.map {
        """
        conf.d/a.toml:4:13: warning: \($0) in `check_cmd`
          4 | check_cmd = "\(command)"
            |             \(String(repeating: "^", count: command.count + 2))
          hint: the new file is `{{.src}}`, the one that it replaces `{{.dest}}`
        """
      }
      let configuration = accepted(warnings: warnings ?? "", line: line)
      XCTAssertEqual(configuration.resources[0].check?.line, .shell(command), line: line)
    }
    try check("nginx -t -c {{.src}} {{ .dest }}", nil)
    try check("nginx -t -c {{.scr}}", "`{{.scr}}` means nothing")
    try check("nginx -t -c {{src}} {{.src}}", "`{{src}}` means nothing")
    try check("nginx -t -c {{.src", "`{{` is not closed")
  }

  func testAllKeysAreRead() throws {
    try write(
      """
      [template]
      SRC = "sub/a.tmpl"
      dest = "/x/a"
      keys = ["/app", "db"]
      mode = "0600"
      uid = 12
      gid = 34
      owner = "root"
      group = "root"
      prefix = "production"
      check_cmd = "check {{.src}}"
      reload_cmd = "reload {{.dest}}"
      check_cmd_timeout = "3s"
      reload_cmd_timeout = "4s"
      min_reload_interval = "5s"
      debounce = "250ms"
      output_format = "yml"
      """)
    let resource = accepted().resources[0]
    XCTAssertEqual(resource.template, .file(folder.file("templates/sub/a.tmpl")))
    XCTAssertEqual(resource.functions, .confd)
    XCTAssertEqual(resource.format, .yaml)
    XCTAssertEqual(resource.missingKey, .default)
    XCTAssertEqual(resource.keys.paths, ["/app", "db"])
    XCTAssertEqual(resource.keys.prefix, "/production")
    let file = try XCTUnwrap(resource.destination)
    XCTAssertEqual(file.mode, 0o600)
    XCTAssertEqual([file.owner, file.group], ["12", "34"])
    XCTAssertEqual(file.createsDirectories, false)
    XCTAssertEqual(file.stageName, .plain)
    XCTAssertEqual(
      resource.check, CommandSettings(.shell("check {{.src}}"), timeout: .seconds(3)))
    var spacing = ReloadSpacing()
    spacing.interval = .seconds(5)
    XCTAssertEqual(
      resource.apply,
      .spaced(
        .command(CommandSettings(.shell("reload {{.dest}}"), timeout: .seconds(4))), spacing))
    XCTAssertEqual(
      resource.quiescence, .init(minimum: .milliseconds(250), maximum: .seconds(1)))
  }

  func testTheOwnerIsTheProcessUnlessTheResourceSaysMore() throws {
    try write(ConfdChecks.resource)
    let own = try XCTUnwrap(accepted().resources[0].destination)
    XCTAssertEqual([own.owner, own.group], ["\(geteuid())", "\(getegid())"])
    try write(ConfdChecks.resource + "owner = \"haproxy\"\ngroup = \"www\"\nuid = -1\n")
    let named = try XCTUnwrap(accepted().resources[0].destination)
    XCTAssertEqual([named.owner, named.group], ["haproxy", "www"])
  }

  func testModesAreNumbersAsGoReadsThem() throws {
    for (text, mode) in [
      ("0644", 0o644), ("0o640", 0o640), ("420", 0o644), ("0x1a4", 0o644), ("0b110", 6),
      ("0", 0), ("04755", 0o4755),
    ] as [(String, UInt32)] {
      try write(ConfdChecks.resource + "mode = \"\(text)\"")
      XCTAssertEqual(read().configuration?.resources[0].destination?.mode, mode, text)
    }
    for text in ["rw", "08", "0o9", "10000", "-1", "+1", "0x"] {
      try write(ConfdChecks.resource + "mode = \"\(text)\"")
      XCTAssertNil(read().configuration, text)
    }
    try write(ConfdChecks.resource + "mode = \"644\"")
    _ = accepted(
      warnings: """
        conf.d/a.toml:4:8: warning: confd reads `644` as a decimal number: the mode is 01204
          4 | mode = "644"
            |        ^^^^^
          hint: write `"0644"` for octal bits
        """)
  }

  func testFilesAreFoundBelowAndByTheEndOfTheirNames() throws {
    try write(ConfdChecks.resource, to: "z/deep/b.toml")
    try write(ConfdChecks.resource.replacingOccurrences(of: "/x/a", with: "/x/b"), to: "xtoml")
    try write("not TOML [", to: "c.toml.bak")
    try write("not TOML [", to: "..2026_01/a.toml")
    XCTAssertEqual(accepted().resources.map(\.name), ["/x/b", "/x/a"])
    let one = accepted(["backend": "env", "resource": "b.toml"]).resources
    XCTAssertEqual(one.map(\.name), ["/x/a"])
    checkRefused(
      ["backend": "env", "resource": "bb.toml"],
      "error: no resource is in a file `bb.toml`\n  hint: did you mean `b.toml`?")
  }

  func testPrefixesReplaceOrJoin() throws {
    try write(ConfdChecks.resource + "prefix = \"/own\"")
    for (rule, form, expected) in [
      ([:], .original, "/all"), ([:], .fork, "/all/own"),
      (["prefix_rule": "join"], .original, "/all/own"),
      (["prefix_rule": "replace"], .fork, "/all"),
    ] as [([String: String], ConfdSource.Form, String)] {
      let flags = ["backend": "env", "prefix": "/all"].merging(rule) { $1 }
      XCTAssertEqual(
        accepted(flags, form: form).resources[0].keys.prefix, expected, "\(rule) \(form)")
    }
    XCTAssertEqual(accepted().resources[0].keys.prefix, "/own")
    try write(ConfdChecks.resource)
    XCTAssertEqual(accepted().resources[0].keys.prefix, "/")
  }

  func testModesOfWorkReachTheResources() throws {
    try write(ConfdChecks.resource + "check_cmd = \"c\"\nreload_cmd = \"r\"")
    let plain = accepted().resources[0]
    XCTAssertEqual(plain.check, CommandSettings(.shell("c")))
    XCTAssertEqual(plain.apply, .command(CommandSettings(.shell("r"), timeout: .seconds(60))))
    for flag in ["sync_only", "noop"] {
      let resource = accepted(["backend": "env", flag: "true"]).resources[0]
      XCTAssertNil(resource.check)
      XCTAssertEqual(resource.apply, .nothing)
      XCTAssertEqual(resource.isDryRun, flag == "noop")
    }
    let strict = accepted(["backend": "env", "strict": "true"]).resources[0]
    XCTAssertEqual(strict.destination?.drift, .replaced)
    XCTAssertEqual(strict.destination?.replacesLink, true)
    // Its commands have all the time that they want.
    let year = Duration.seconds(365 * 86_400)
    var reload = CommandSettings(.shell("r"), timeout: year)
    reload.isRetried = false
    XCTAssertEqual(strict.apply, .command(reload))
    XCTAssertEqual(strict.check?.timeout, year)
    let limited = accepted(["backend": "env", "strict": "true", "check_cmd_timeout": "9s"])
    XCTAssertEqual(limited.resources[0].check?.timeout, .seconds(9))
    let fork = accepted(["backend": "env", "strict": "true"], form: .fork)
    XCTAssertEqual(fork.resources[0].check?.timeout, .seconds(30))
    let kept = accepted(["backend": "env", "keep_stage_file": "true"]).resources[0]
    XCTAssertEqual(kept.destination?.keepsStage, true)
  }
}
