import AgentConfiguration
import Diagnostics
import SystemSupport
import TestSupport
import XCTest

/// How files, flags and the environment come together, and what is refused.
final class ConsulTemplateMergeTests: ConsulTemplateChecks {
  private func destinations(_ result: Result) -> [String] {
    result.configuration.resources.compactMap(\.destination?.path)
  }

  func testBlocksAreMergedOverFilesAndReplacedWithinOne() throws {
    let first = "consul { address = \"a:1\", namespace = \"n\" }\nlog_level = \"info\""
    let merged = try accepted(first, "consul { address = \"b:2\" }")
    guard case .consul(let both) = merged.configuration.registries[0].kind else {
      return XCTFail("no registry")
    }
    XCTAssertEqual([both.address, both.namespace], ["b:2", "n"])
    XCTAssertEqual(merged.settings.logLevel, "INFO")
    XCTAssertEqual(
      try consul("consul { namespace = \"n\" }\nconsul { address = \"b:2\" }").namespace, "")
  }

  func testTemplatesAndListsAreAppended() throws {
    let one = "template { contents = \"x\", destination = \"a\" }\n"
    let two =
      "template { contents = \"x\", destination = \"b\" }\n"
      + "template { contents = \"x\", destination = \"c\" }\n"
    XCTAssertEqual(destinations(try accepted(one, two)), ["a", "b", "c"])
    let exec = try accepted(
      "exec { command = [\"a\", \"b\"], env { custom = [\"A=1\"], allowlist = [\"P\"] } }",
      "exec { command = [\"c\", \"d\"], env { custom = [\"B=2\"], allowlist = \"Q\" } }")
    XCTAssertEqual(exec.configuration.exec?.command, .arguments(["c", "d"]))
    XCTAssertEqual(exec.configuration.exec?.environment.additions, ["A=1", "B=2"])
    XCTAssertEqual(exec.configuration.exec?.environment.allowed, ["P", "Q"])
  }

  func testAFailingLookupStaysFatal() throws {
    XCTAssertTrue(
      try accepted("err_on_failed_lookup = true", "err_on_failed_lookup = false").settings
        .failsOnLookup)
  }

  func testJSONMeansTheSame() throws {
    let result = try accepted(
      """
      {"consul": {"address": "a:1"}, "wait": {"min": "1s"},
       "template": [{"contents": "x", "destination": "a", "perms": "0600"},
                    {"contents": "x", "destination": "b", "command": ["true", "x"]}]}
      """, name: "c.json")
    XCTAssertEqual(destinations(result), ["a", "b"])
    XCTAssertEqual(result.configuration.resources[0].destination?.mode, 0o600)
    XCTAssertEqual(
      destinations(
        try accepted(#" {"template": {"contents": "x", "destination": "a"}}"#, name: "x")), ["a"])
  }

  func testEveryFileOfADirectoryIsReadInOrder() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: folder.file("b"), withIntermediateDirectories: true)
    for name in ["z", "a.hcl", "b/x.conf"] {
      try folder.write("template { contents = \"x\", destination = \"\(name)\" }", to: name)
    }
    let read = ConsulTemplateRequest(paths: [folder.path]).read(environment: [:])
    XCTAssertEqual(destinations(try XCTUnwrap(read.result)), ["a.hcl", "b/x.conf", "z"])
    try folder.write("# a note\n", to: "README.md")
    XCTAssertNotNil(ConsulTemplateRequest(paths: [folder.path]).read(environment: [:]).result)
    try folder.write("no = {", to: "z~")
    let broken = ConsulTemplateRequest(paths: [folder.path]).read(environment: [:])
    XCTAssertNil(broken.result)
    XCTAssertEqual(broken.diagnostics.map(\.code), ["hcl-syntax"])
    try FileManager.default.removeItem(atPath: folder.file("z~"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: "b")
    let linked = ConsulTemplateRequest(paths: [folder.path]).read(environment: [:])
    XCTAssertTrue(linked.diagnostics[0].message.contains("directory"), "\(linked.diagnostics)")
    let missing = ConsulTemplateRequest(paths: ["/nowhere"]).read(environment: [:])
    XCTAssertEqual(
      missing.diagnostics.map(\.message), ["cannot open `/nowhere`: No such file or directory"])
  }

  func testFlagsWinOverTheVariableAndThatOverFiles() throws {
    var flags = ConsulTemplateArguments()
    flags.set(["consul", "address"], to: "flag:1", from: "-consul-addr")
    flags.set(["wait"], to: "1s:2s", from: "-wait")
    flags.addTemplate("t.in", "t.out", nil, from: "-template")
    flags.append("A=1", to: ["exec", "env", "custom"], from: "-exec-env-custom")
    flags.append("B=2", to: ["exec", "env", "custom"], from: "-exec-env-custom")
    flags.setList(["exec", "command"], to: "a b", from: "-exec")
    let local = "log_level = \"err\"\nconsul { address = \"local:1\", namespace = \"l\" }"
    let result = try accepted(
      "consul { address = \"file:1\", namespace = \"f\", token = \"t\" }\n"
        + "template { contents = \"x\", destination = \"a\" }\nlog_level = \"debug\"",
      environment: ["CT_LOCAL_CONFIG": local], arguments: flags)
    guard case .consul(let consul) = result.configuration.registries[0].kind else {
      return XCTFail("no registry")
    }
    XCTAssertEqual([consul.address, consul.namespace], ["flag:1", "l"])
    XCTAssertEqual(consul.token, Secret("t"))
    XCTAssertEqual(result.settings.logLevel, "ERR")
    XCTAssertEqual(destinations(result), ["a", "t.out"])
    XCTAssertEqual(result.configuration.exec?.command, .shell("a b"))
    XCTAssertEqual(result.configuration.exec?.environment.additions, ["A=1", "B=2"])
  }

  func testWrongFlagsAreFoundAlone() throws {
    var request = ConsulTemplateRequest(paths: ["/nowhere"])
    request.arguments.set(["max_stale"], to: "5", from: "-max-stale")
    request.arguments.set(["consul", "token"], to: "hush", from: "-consul-token")
    XCTAssertEqual(
      request.wrongArguments.map(\.message),
      ["expected a duration such as `5s` for `max_stale`, found `5`"])
    request.arguments.set(["max_stale"], to: "5s", from: "-max-stale")
    XCTAssertEqual(request.wrongArguments.map(\.message), [])
  }

  func testWhatIsWrongIsSaidWithItsPlace() throws {
    try check(
      "consul {\n  addres = \"a:1\"\n}\ntelemetry {}\n",
      says: """
        0-c.hcl:2:3: error: unknown key `addres` in `consul`
          2 |   addres = "a:1"
            |   ^^^^^^
          hint: did you mean `address`?
        0-c.hcl:4:1: error: unknown key `telemetry` in the configuration
          4 | telemetry {}
            | ^^^^^^^^^
        """)
    try check(
      "max_stale = 5\n",
      says: """
        0-c.hcl:1:13: error: expected a duration such as `"5s"` for `max_stale`, found an integer
          1 | max_stale = 5
            |             ^
          hint: write `"5s"` for seconds
        """)
    try check(
      "template {\n  destination = \"a\"\n}\n",
      says: """
        0-c.hcl:1:10: error: this template needs a `source` or `contents`
          1 | template {
            |          ^
        """)
    try check(
      "kill_signal = \"SIGHUPP\"\n",
      says: """
        0-c.hcl:1:15: error: unknown signal `SIGHUPP`
          1 | kill_signal = "SIGHUPP"
            |               ^^^^^^^^^
          hint: did you mean `SIGHUP`?
        """)
    try check(
      "consul {\n  token = \"hush\"\n  retry { attempts = \"x\" }\n",
      says: """
        0-c.hcl:1:8: error: this `{` is not closed
          1 | consul {
            |        ^
        """)
  }

  func testEveryKeyRefusesTheWrongType() throws {
    func check(_ text: String, _ message: String, line: UInt = #line) throws {
      let reading = try read([text])
      XCTAssertNil(reading.result, line: line)
      XCTAssertEqual(reading.diagnostics.map(\.message), [message], line: line)
    }
    try check("consul = 5", "expected a block for `consul`, found an integer")
    try check("consul { token = 5 }", "expected a string for `token`, found an integer")
    try check(
      "consul { retry { attempts = \"5\" } }", "expected an integer for `attempts`, found a string")
    try check(
      "consul { ssl { verify = \"yes\" } }", "expected a boolean for `verify`, found a string")
    try check(
      "consul { ssl { cert = \"/c\" } }", "a client certificate needs both `cert` and `key`")
    try check(
      "consul { address = \"ftp://x\" }",
      "`address` must begin with `http://`, `https://` or `unix://`")
    try check("template = 5", "expected a block for `template`, found an integer")
    try check("wait { enabled = true }", "unknown key `enabled` in `wait`")
    try check("wait { min = \"5s\", max = \"1s\" }", "`wait`: max is less than min")
    try check(
      "exec { command = 5 }", "expected a text or a list of texts for `command`, found an integer")
    try check("exec { env { custom = [\"A\"] } }", "expected `NAME=VALUE` in `custom`, found `A`")
    try check(
      "log_level = \"loud\"",
      "expected one of `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERR` for `log_level`, found `loud`")
    try check("once = 1", "expected a boolean for `once`, found an integer")
    try check(
      "template { contents = \"x\", perms = 600 }",
      "expected octal permission bits for `perms`, found `600`")
    try check(
      "template { contents = \"x\", perms = \"9\" }",
      "expected octal permission bits such as `\"0644\"`, found `9`")
    try check(
      "template { contents = \"x\", source = \"y\" }",
      "a template has either `source` or `contents`, not both")
    try check(
      "template { contents = \"x\", labels = [] }", "unknown key `labels` in a `template` block")
  }

  func testTwoTemplatesMustNotWriteOneFile() throws {
    let reading = try read([
      "template { contents = \"x\", destination = \"a\" }\n"
        + "template { contents = \"y\", destination = \"./a\" }"
    ])
    XCTAssertEqual(
      reading.diagnostics.map(\.message), ["two templates write `./a`", "the first is here"])
  }

  func testOldSpellingsAreAccepted() throws {
    let (configuration, _) = try accepted(
      "Template { Contents = \"x\", destination = \"a\", function_blacklist = [\"env\"] }")
    XCTAssertEqual(configuration.resources[0].deniedFunctions, ["env"])
    let address = try read(["consul = \"10.0.0.1:8500\""])
    XCTAssertEqual(
      address.diagnostics.map(\.message), ["the address of Consul belongs in a block"])
    XCTAssertNotNil(address.result)
    let signal = try read(["dump_signal = \"SIGQUIT\""])
    XCTAssertEqual(signal.diagnostics.map(\.severity), [.warning])
    XCTAssertNotNil(signal.result)
  }

  func testSecretsAreNotShown() throws {
    let hcl = try read(["consul { token = \"hush\", retry = 5 }"])
    XCTAssertFalse(DiagnosticRenderer().render(hcl.diagnostics).contains("hush"))
    let json = try read([#"{"consul": {"token": "hush", "retry": 5}}"#], name: "c.json")
    XCTAssertFalse(DiagnosticRenderer().render(json.diagnostics).contains("hush"))
    XCTAssertEqual(json.diagnostics.count, 1)
  }

  func testNumbersAreNanosecondsForTheOriginal() throws {
    let reading = try read(["max_stale = 5"], strict: true)
    guard case .consul(let consul) = reading.result?.configuration.registries[0].kind else {
      return XCTFail("refused")
    }
    XCTAssertEqual(consul.maxStale, .nanoseconds(5))
  }
}
