import Foundation
import TestSupport
import XCTest

final class RunCommandTests: XCTestCase {
  /// Starts the agent; it is killed after the test if it still runs.
  private func start(_ program: Program, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = ["run"] + arguments
    process.currentDirectoryURL = program.directory
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
    try program.write("log", "")
    let log = try FileHandle(forWritingTo: program.directory.appendingPathComponent("log"))
    process.standardError = log
    process.standardOutput = log
    try process.run()
    addTeardownBlock { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    return process
  }

  private func holds(_ name: String, _ text: String, in program: Program) async -> Bool {
    await eventually { (try? program.text(name)) == text }
  }

  private func log(_ program: Program) -> String { (try? program.text("log")) ?? "" }

  private func ends(_ process: Process) async -> Bool { await eventually { !process.isRunning } }

  func testTheAgentFollowsItsSourcesAndStopsCleanly() async throws {
    let program = try Program(for: self)
    try program.write("services.toml", "[keys]\ncolour = \"red\"\n")
    try program.write("a.tmpl", "{{key \"colour\"}}\n")
    try program.write(
      "trimtab.toml",
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      reload = "cp {{.dest}} reloaded"
      """)
    let agent = try start(program, ["-c", "trimtab.toml"])
    var isSeen = await holds("reloaded", "red\n", in: program)
    XCTAssertTrue(isSeen, log(program))
    try program.write("services.toml", "[keys]\ncolour = \"blue\"\n")
    isSeen = await holds("reloaded", "blue\n", in: program)
    XCTAssertTrue(isSeen, log(program))
    try program.write("a.tmpl", "is {{key \"colour\"}}\n")
    isSeen = await holds("reloaded", "is blue\n", in: program)
    XCTAssertTrue(isSeen, log(program))

    try program.write("trimtab.toml", "nonsense = 1\n")
    kill(agent.processIdentifier, SIGHUP)
    isSeen = await eventually {
      (try? program.text("log").contains("new configuration refused")) == true
    }
    XCTAssertTrue(isSeen, log(program))
    try program.write("services.toml", "[keys]\ncolour = \"green\"\n")
    isSeen = await holds("reloaded", "is green\n", in: program)
    XCTAssertTrue(isSeen, log(program))

    agent.terminate()
    guard await ends(agent) else { return XCTFail("does not stop: \(log(program))") }
    XCTAssertEqual(agent.terminationReason, .exit)
    XCTAssertEqual(agent.terminationStatus, 0)
  }

  func testAKeyRingThatComesLaterIsUsed() async throws {
    let program = try Program(for: self)
    let gpg = try GnuPG()
    try gpg.makeKey("app", .curve25519)
    let value = Data(try gpg.message(ConfdKeyRingTests.packed, "--encrypt", "-r", "app"))
    try program.write("keys.toml", "[keys]\nlogin = \"\(value.base64EncodedString())\"\n")
    try program.write("a.tmpl", "{{cgetv \"/login\"}}\n")
    try program.write(
      "etc/trimtab.toml",
      """
      registry.file = { path = "../keys.toml" }
      [[template]]
      source = "../a.tmpl"
      destination = "../a.cfg"
      functions = "confd"
      secret_keyring = "ring.asc"
      """)
    let agent = try start(program, ["-c", "etc/trimtab.toml"])
    let isTold = await eventually {
      self.log(program).contains("the key ring cannot be read: cannot open `etc/ring.asc`")
    }
    XCTAssertTrue(isTold, log(program))
    try program.write("etc/ring.asc", try gpg.secretKeys("app"))
    let isSeen = await holds("a.cfg", "s3cret\n", in: program)
    XCTAssertTrue(isSeen, log(program))
    XCTAssertFalse(log(program).contains("s3cret"), log(program))
    kill(agent.processIdentifier, SIGTERM)
    let isOver = await ends(agent)
    XCTAssertTrue(isOver)
  }

  func testSIGHUPAppliesTheLevelOfTheLogAndShowsWarnings() async throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "x\n")
    let template = "[[template]]\nsource = \"a.tmpl\"\ndestination = \"a.cfg\"\n"
    try program.write("trimtab.toml", "log.level = \"error\"\n" + template)
    let agent = try start(program, ["-c", "trimtab.toml"])
    var isSeen = await holds("a.cfg", "x\n", in: program)
    XCTAssertTrue(isSeen, log(program))
    XCTAssertEqual(log(program), "")
    try program.write("trimtab.toml", "log = { level = \"info\", format = \"json\" }\n" + template)
    kill(agent.processIdentifier, SIGHUP)
    isSeen = await eventually {
      (try? program.text("log").contains("\"message\":\"configuration read again\"")) == true
    }
    XCTAssertTrue(isSeen, log(program))
    agent.terminate()
    guard await ends(agent) else { return XCTFail("does not stop: \(log(program))") }
  }

  func testASecondAgentOfTheSameFilesIsRefused() async throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "x\n")
    let agent = try start(program, ["--template", "a.tmpl:a.cfg"])
    let isSeen = await holds("a.cfg", "x\n", in: program)
    XCTAssertTrue(isSeen, log(program))
    let second = try program.run(["run", "--template", "a.tmpl:a.cfg", "--log-level", "error"])
    XCTAssertEqual(second.status, 9)
    XCTAssertTrue(second.errors.hasPrefix("error: "), second.errors)
    agent.interrupt()
    guard await ends(agent) else { return XCTFail("does not stop: \(log(program))") }
    XCTAssertEqual(agent.terminationStatus, 0)
  }

  func testABadStartIsRefusedAtOnce() throws {
    let program = try Program(for: self)
    let result = try program.run(["run", "-t", "missing.tmpl:a.cfg"])
    check(
      result,
      errors: """
        --template:1:1: error: cannot open `missing.tmpl`: No such file or directory
          1 | missing.tmpl:a.cfg
            | ^^^^^^^^^^^^^^^^^^

        """, status: 3)
    try program.write("empty.toml", "")
    check(
      try program.run(["run", "-c", "empty.toml"]),
      errors: """
        error: no template is configured
          hint: write a block `[[template]]`, or give `--template IN:OUT`

        """, status: 3)
  }
}
