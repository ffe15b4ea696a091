import Foundation
import TestSupport
import XCTest

/// Where consul-template's configuration comes from, and what its commands are; nothing here asks
/// Consul.
final class ConsulTemplateSourcesTests: XCTestCase {
  /// Writes files, runs the program once and gives what became of them.
  private func run(
    _ files: [String: String], _ arguments: [String], environment: [String: String] = [:],
    status: Int32 = 0, line: UInt = #line
  ) throws -> Program {
    let program = try Program(for: self)
    for (name, text) in files { try program.write(name, text) }
    let result = try program.run(
      ["consul-template", "-once"] + arguments, environment: environment)
    XCTAssertEqual(result.status, status, result.errors, line: line)
    return program
  }

  private func check(
    _ files: [String: String], _ arguments: [String], environment: [String: String] = [:],
    gives expected: [String: String], line: UInt = #line
  ) throws {
    let program = try run(files, arguments, environment: environment, line: line)
    for (name, text) in expected {
      XCTAssertEqual(try? program.text(name), text, name, line: line)
    }
  }

  /// Checks the end and a part of what was said.
  private func refuses(
    _ files: [String: String], _ arguments: [String], environment: [String: String] = [:],
    _ status: Int32, _ message: String, line: UInt = #line
  ) throws {
    let program = try run(
      files, arguments, environment: environment, status: status, line: line)
    let errors = try program.text(".errors")
    XCTAssertTrue(errors.contains(message), errors, line: line)
  }

  private func template(_ contents: String, to destination: String, _ more: String = "") -> String {
    "template {\n  contents = \"\(contents)\"\n  destination = \"\(destination)\"\n\(more)\n}\n"
  }

  func testWhatCannotBeReadEndsWithStatus15() throws {
    try refuses([:], ["-config", "none.hcl"], 15, "none.hcl")
    try refuses(["c.hcl": "x = "], ["-config", "c.hcl"], 15, "c.hcl:1:")
    try refuses(["d/a.txt": "not HCL at all"], ["-config", "d"], 15, "a.txt")
    try refuses([:], [], environment: ["CT_LOCAL_CONFIG": "once = 5 5"], 15, "CT_LOCAL_CONFIG")
    try refuses(
      ["c.hcl": template("x", to: "a")], ["-config", "c.hcl"], environment: ["CT_LOG": "loud"],
      15, "CT_LOG")
    try refuses(
      ["c.hcl": template("x", to: "a")], ["-config", "c.hcl", "-log-file", "no/dir/log"], 15,
      "no/dir/log")
  }

  func testAllFilesOfADirectoryAreRead() throws {
    let program = try Program(for: self)
    try program.write("elsewhere", template("link", to: "d"))
    try program.write("conf/10", template("one", to: "a"))
    try program.write("conf/deep/er/20.txt", template("two", to: "b"))
    try program.write(
      "conf/30.json", #"{"template": {"contents": "three", "destination": "c"}}"#)
    try program.write("conf/README.md", "# only comments\n")
    try FileManager.default.createSymbolicLink(
      atPath: program.directory.appendingPathComponent("conf/40").path,
      withDestinationPath: "../elsewhere")
    let result = try program.run(["consul-template", "-config", "conf", "-once"])
    XCTAssertEqual(result.status, 0, result.errors)
    for (name, text) in [("a", "one"), ("b", "two"), ("c", "three"), ("d", "link")] {
      XCTAssertEqual(try? program.text(name), text)
    }
  }

  func testTheLastOneWinsAndBlocksAreMerged() throws {
    let delimiters = { (left: String, right: String) in
      "default_delimiters { left = \"\(left)\", right = \"\(right)\" }\n"
    }
    let text = template("<<1>> [[2]] {{3}} ((4))", to: "a")
    let one = ["1.hcl": delimiters("<<", ">>") + text, "2.hcl": delimiters("[[", "]]")]
    try check(one, ["-config", "1.hcl"], gives: ["a": "1 [[2]] {{3}} ((4))"])
    try check(
      one, ["-config", "1.hcl", "-config", "2.hcl"], gives: ["a": "<<1>> 2 {{3}} ((4))"])
    // What the environment says is stronger than files, a flag is stronger than that.
    try check(
      one, ["-config", "1.hcl", "-config", "2.hcl"],
      environment: ["CT_LOCAL_CONFIG": delimiters("{{", "}}")],
      gives: ["a": "<<1>> [[2]] 3 ((4))"])
    try check(
      one, ["-config", "1.hcl", "-default-left-delimiter=((", "-default-right-delimiter", "))"],
      environment: ["CT_LOCAL_CONFIG": delimiters("{{", "}}")],
      gives: ["a": "<<1>> [[2]] {{3}} 4"])
    // One key of a block leaves its other keys as another file said.
    try check(
      [
        "1.hcl": delimiters("<<", ">>") + template("<<1]]", to: "a"),
        "2.hcl": "default_delimiters { right = \"]]\" }",
      ], ["-config", "1.hcl", "-config", "2.hcl"], gives: ["a": "1"])
  }

  func testTheThirdPartOfATemplatesFlagIsACommandWithColons() throws {
    try check(
      ["a.tmpl": "x"], ["-template", "a.tmpl:a:echo b:c > said"],
      gives: ["a": "x", "said": "b:c\n"])
  }

  func testCommandsAreProgramsOrTextsForAShell() throws {
    let texts = [
      ("command = \"echo $((1 + 1)) > said\"", "2\n"),
      ("command = [\"sh\", \"-c\", \"echo $0 > said\", \"a b\"]", "a b\n"),
      ("command = \"./alone\"", "alone\n"),
      ("exec { command = [\"./alone\"] }", "alone\n"),
    ]
    for (command, said) in texts {
      let program = try Program(for: self)
      try program.write("alone", "#!/bin/sh\necho alone > said\n")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755],
        ofItemAtPath: program.directory.appendingPathComponent("alone").path)
      try program.write("c.hcl", template("x", to: "a", command))
      let result = try program.run(["consul-template", "-config", "c.hcl", "-once"])
      XCTAssertEqual(result.status, 0, result.errors)
      XCTAssertEqual(try? program.text("said"), said, command)
    }
  }

  func testCommandsAndTemplatesAreToldOfVault() throws {
    let vault =
      "vault { address = \"https://v:8200\", ssl { verify = false, ca_cert = \"/ca\" } }\n"
    let command = "command = \"echo $VAULT_ADDR $VAULT_SKIP_VERIFY $VAULT_CACERT > said\""
    try check(
      ["c.hcl": vault + template("{{ env `VAULT_ADDR` }}", to: "a", command)],
      ["-config", "c.hcl"], gives: ["a": "https://v:8200", "said": "https://v:8200 true /ca\n"])
  }

  func testACommandHasItsTimeAndWithNoneNobodyWaits() throws {
    try refuses(
      ["c.hcl": template("x", to: "a", "command = \"sleep 60\"\ncommand_timeout = \"50ms\"")],
      ["-config", "c.hcl"], 14, "sleep 60")
    try check(
      ["c.hcl": template("x", to: "a", "command = \"exit 3\"\ncommand_timeout = \"0s\"")],
      ["-config", "c.hcl"], gives: ["a": "x"])
  }

  func testAPidFileThatCannotBeWrittenEndsWithStatus14() throws {
    try refuses(
      ["a.tmpl": "x"], ["-template", "a.tmpl:a", "-pid-file", "no/pid"], 14, "cannot create")
  }

  func testAnEmptyOutputMakesAnEmptyFile() throws {
    try check(
      ["c.hcl": template("{{ `` }}", to: "a", "command = \"touch ran\"")],
      ["-config", "c.hcl"], gives: ["a": "", "ran": ""])
  }

  func testAFileBelongsToWhomItShall() throws {
    for keys in ["user = \"65534\"", "uid = 65534", "user = \"nobody\"\nuid = 1"] {
      let program = try run(
        ["c.hcl": template("x", to: "a", keys)], ["-config", "c.hcl", "-strict"])
      let attributes = try FileManager.default.attributesOfItem(
        atPath: program.directory.appendingPathComponent("a").path)
      XCTAssertEqual(attributes[.ownerAccountID] as? Int, 65534, keys)
    }
    let number = ["c.hcl": template("x", to: "a", "user = 65534")]
    try refuses(number, ["-config", "c.hcl", "-strict"], 15, "`user`")
    try check(number, ["-config", "c.hcl"], gives: ["a": "x"])
  }

  func testTheLevelOfMessagesComesFromTheEnvironmentToo() throws {
    for (variables, says) in [
      (["CT_LOG": "info"], true), (["CONSUL_TEMPLATE_LOG_LEVEL": "INFO"], true),
      (["CT_LOG": "err", "CONSUL_TEMPLATE_LOG": "info"], false), ([:], false),
    ] as [([String: String], Bool)] {
      let program = try run(
        ["a.tmpl": "x"], ["-template", "a.tmpl:a"], environment: variables)
      XCTAssertEqual(try program.text(".errors").contains("[INFO]"), says, "\(variables)")
    }
  }
}
