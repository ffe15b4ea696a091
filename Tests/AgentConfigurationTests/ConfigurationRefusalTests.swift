import AgentConfiguration
import Diagnostics
import XCTest

final class ConfigurationRefusalTests: ConfigurationChecks {
  private let template = """
    [[template]]
    source = "/a.tmpl"
    destination = "/a.cfg"

    """

  func testUnknownKeysAreErrorsWithASuggestion() {
    checkRefused(
      "resink = \"5m\"",
      """
      trimtab.toml:1:1: error: unknown key `resink` in the configuration
        1 | resink = "5m"
          | ^^^^^^
        hint: did you mean `resync`?
      """)
    checkRefused(
      "[log]\nlevle = \"info\"",
      """
      trimtab.toml:2:1: error: unknown key `levle` in `[log]`
        2 | levle = "info"
          | ^^^^^
        hint: did you mean `level`?
      """)
    checkRefused(
      "level = \"info\"",
      """
      trimtab.toml:1:1: error: unknown key `level` in the configuration
        1 | level = "info"
          | ^^^^^
        hint: write it in the table `[log]`
      """)
    checkRefused(
      "[registry.local]\nkind = \"file\"\npath = \"x\"\naddress = \"y\"",
      """
      trimtab.toml:4:1: error: unknown key `address` in a `file` registry
        4 | address = "y"
          | ^^^^^^^
        hint: `address` belongs to registries of kind `consul`
      """)
  }

  func testKeysOfOtherToolsAreTranslated() {
    checkRefused(
      "[[template]]\nsource = \"a\"\ndest = \"/b\"\ndestination = \"/b\"",
      """
      trimtab.toml:3:1: error: unknown key `dest` in a `[[template]]` block
        3 | dest = "/b"
          | ^^^^
        hint: here it is called `destination`
      """)
  }

  func testAllMistakesAreSaidAtOnceInTheOrderOfTheText() {
    checkRefused(
      """
      [[template]]
      source = 5
      destinatoin = "/a"
      [log]
      level = "loud"
      format = "jsn"
      """,
      """
      trimtab.toml:2:10: error: expected a string for `source`, found an integer
        2 | source = 5
          |          ^
      trimtab.toml:3:1: error: unknown key `destinatoin` in a `[[template]]` block
        3 | destinatoin = "/a"
          | ^^^^^^^^^^^
        hint: did you mean `destination`?
      trimtab.toml:5:9: error: expected one of `trace`, `debug`, `info`, `warning`, `error` for \
      `level`, found `loud`
        5 | level = "loud"
          |         ^^^^^^
      trimtab.toml:6:10: error: expected one of `text`, `json` for `format`, found `jsn`
        6 | format = "jsn"
          |          ^^^^^
        hint: did you mean `json`?
      """)
  }

  func testDurationsNeedAUnit() {
    checkRefused(
      "resync = 5",
      """
      trimtab.toml:1:10: error: expected a duration such as `"5s"` for `resync`, found an integer
        1 | resync = 5
          |          ^
        hint: write `"5s"` for seconds
      """)
    checkRefused(
      "resync = \"5\"",
      """
      trimtab.toml:1:10: error: expected a duration such as `5s` for `resync`, found `5`
        1 | resync = "5"
          |          ^^^
        hint: write `5s` for seconds
      """)
    checkRefused(
      "resync = \"-5s\"",
      """
      trimtab.toml:1:10: error: `resync` must be at least `1s`, found `-5s`
        1 | resync = "-5s"
          |          ^^^^^
      """)
  }

  func testTwoTemplatesOfOneDestinationAreBothShown() {
    checkRefused(
      template + "[[template]]\nsource = \"/b.tmpl\"\ndestination = \"/x/..//a.cfg\"",
      """
      trimtab.toml:6:15: error: two templates write `/x/..//a.cfg`
        6 | destination = "/x/..//a.cfg"
          |               ^^^^^^^^^^^^^^
      trimtab.toml:3:15: note: the first is here
        3 | destination = "/a.cfg"
          |               ^^^^^^^^
      """)
  }

  func testContradictionsInATemplate() {
    checkRefused(
      "[[template]]\ndestination = \"/a\"",
      """
      trimtab.toml:1:1: error: this template needs a `source`
        1 | [[template]]
          | ^^^^^^^^^^^^
        hint: write `source = "FILE"`, or the template itself as `contents`
      """)
    checkRefused(
      "[[template]]\nsource = \"a\"\ncontents = \"b\"\ndestination = \"/c\"",
      """
      trimtab.toml:1:1: error: a template has either `source` or `contents`, not both
        1 | [[template]]
          | ^^^^^^^^^^^^
      """)
    checkRefused(
      template + "reload = \"x\"\nsignal = { name = \"HUP\", pid_file = \"/p\" }",
      """
      trimtab.toml:5:10: error: a template has either `reload` or `signal`, not both
        5 | signal = { name = "HUP", pid_file = "/p" }
          |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """)
    checkRefused(
      template + "signal = { name = \"SIGHOP\" }",
      """
      trimtab.toml:4:19: error: unknown signal `SIGHOP`
        4 | signal = { name = "SIGHOP" }
          |                   ^^^^^^^^
        hint: did you mean `SIGHUP`?
      """)
    checkRefused(
      template + "signal = { name = \"SIGHUP\" }",
      """
      trimtab.toml:4:10: error: `signal` needs a `pid_file`
        4 | signal = { name = "SIGHUP" }
          |          ^^^^^^^^^^^^^^^^^^^
      """)
  }

  func testModesAreOctalTexts() {
    checkRefused(
      template + "mode = 644",
      """
      trimtab.toml:4:8: error: expected octal permission bits as a string for `mode`, found an \
      integer
        4 | mode = 644
          |        ^^^
        hint: write `"0644"`
      """)
    checkRefused(
      template + "mode = \"0888\"",
      """
      trimtab.toml:4:8: error: expected octal permission bits such as `"0644"`, found `0888`
        4 | mode = "0888"
          |        ^^^^^^
      """)
  }

  func testCommandsMustNameAProgram() {
    checkRefused(
      template + "check = []",
      """
      trimtab.toml:4:9: error: `check` must name a program
        4 | check = []
          |         ^^
      """)
    checkRefused(
      template + "check = [\"a\", 5]\nreload = true",
      """
      trimtab.toml:4:15: error: expected a string for `check`, found an integer
        4 | check = ["a", 5]
          |               ^
      trimtab.toml:5:10: error: expected a shell command or an array of arguments for `reload`, \
      found a boolean
        5 | reload = true
          |          ^^^^
      """)
  }

  func testRegistriesMustBeKnown() {
    checkRefused(
      "[registry.main]\naddress = \"x\"",
      """
      trimtab.toml:1:11: error: the registry `main` needs a `kind`: `consul`, `env`, \
      `etcd`, `etcd2`, `file` or `redis`
        1 | [registry.main]
          |           ^^^^
      """)
    checkRefused(
      "[registry.main]\nkind = \"cnosul\"",
      """
      trimtab.toml:2:8: error: expected one of `consul`, `env`, `etcd`, `etcd2`, `file`, \
      `redis` for `kind`, found `cnosul`
        2 | kind = "cnosul"
          |        ^^^^^^^^
        hint: did you mean `consul`?
      """)
    checkRefused(
      "[registry.consul]\n" + template + "registry = \"consol\"",
      """
      trimtab.toml:5:12: error: no registry is named `consol`
        5 | registry = "consol"
          |            ^^^^^^^^
        hint: did you mean `consul`?
      """)
    checkRefused(
      "[registry.file]",
      """
      trimtab.toml:1:11: error: the registry `file` needs a `path`
        1 | [registry.file]
          |           ^^^^
      """)
  }

  func testSeveralRegistriesNeedADefault() {
    checkRefused(
      "[registry.consul]\n[registry.file]\npath = \"/s\"\n" + template,
      """
      trimtab.toml:2:11: error: with several registries (`consul`, `file`) a `default_registry` \
      is needed
        2 | [registry.file]
          |           ^^^^
        hint: set it, or name a `registry` in each template
      """)
  }

  func testAddressesAreVerified() {
    for (address, problem) in [
      ("ftp://x", "must begin with `http://`, `https://` or `unix://`"),
      ("unix://x", "must be an absolute path after `unix://`"),
      ("a:b", "must have a port from 1 to 65535"),
      ("a:99999", "must have a port from 1 to 65535"),
      ("http://", "must name a host"),
      ("a b", "must not contain blanks"),
      ("::1", "must put an IPv6 address in brackets"),
      ("[::1", "must close its bracket"),
    ] {
      let carets = String(repeating: "^", count: address.count + 2)
      checkRefused(
        "[registry.consul]\naddress = \"\(address)\"",
        """
        trimtab.toml:2:11: error: `address` \(problem)
          2 | address = "\(address)"
            |           \(carets)
        """)
    }
  }

  func testTheWrongShapeOfATableIsSaid() {
    checkRefused(
      "log = 5\nregistry = \"x\"\ntemplate = \"y\"",
      """
      trimtab.toml:1:7: error: expected a table for `log`, found an integer
        1 | log = 5
          |       ^
      trimtab.toml:2:12: error: expected a table for `registry`, found a string
        2 | registry = "x"
          |            ^^^
      trimtab.toml:3:12: error: expected an array of tables for `template`, found a string
        3 | template = "y"
          |            ^^^
        hint: write its heading as `[[template]]`
      """)
  }

  func testASyntaxErrorInOneFileDoesNotHideMistakesInAnother() {
    let reading = ConfigurationReader.read(
      files: [
        Source(name: "a.toml", text: "x = = 1"), Source(name: "b.toml", text: "resink = 1"),
      ])
    XCTAssertNil(reading.configuration)
    XCTAssertEqual(reading.diagnostics.map { $0.source?.name }, ["a.toml", "b.toml"])
  }

  func testZeroBytesAreRefused() {
    checkRefused(
      "state_dir = \"/a\\u0000b\"",
      """
      trimtab.toml:1:13: error: `state_dir` must not contain a zero byte
        1 | state_dir = "/a\\u0000b"
          |             ^^^^^^^^^^^
      """)
  }
}
