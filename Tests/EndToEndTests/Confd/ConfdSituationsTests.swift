import Foundation
import TestSupport
import XCTest

/// Directories, files of resources and settings as confd's users have them.
final class ConfdSituationsTests: XCTestCase {
  private let once = ["-onetime", "-backend", "env"]

  private func mode(_ folder: ConfdFolder, _ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
  }

  func testWithoutAnythingToDoItEndsWell() throws {
    let folder = try ConfdFolder(for: self)
    let none = try folder.run(once)
    XCTAssertEqual(none.status, 0)
    XCTAssertTrue(none.errors.contains("the directory `etc` does not exist"), none.errors)
    try folder.program.write("etc/conf.d/notes.txt", "no resource")
    let empty = try folder.run(once)
    XCTAssertEqual(empty.status, 0)
    XCTAssertTrue(empty.errors.contains("found no resources"), empty.errors)
  }

  func testOneBrokenFileOfAResourceStopsAll() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "x")
    try folder.program.write("etc/conf.d/b.toml", "[template]\nsrc = \n")
    let result = try folder.run(once)
    XCTAssertEqual(result.status, 1)
    XCTAssertTrue(result.errors.contains("etc/conf.d/b.toml:2:"), result.errors)
    XCTAssertFalse(folder.program.has("a.cfg"))
  }

  func testEveryNameThatEndsInTomlIsAResource() throws {
    let folder = try ConfdFolder(for: self)
    for (number, name) in ["a.toml", "btoml", "deep/er/c.toml", "d.toml.bak"].enumerated() {
      try folder.program.write("etc/templates/\(number).tmpl", "x")
      try folder.program.write(
        "etc/conf.d/\(name)",
        "[template]\nsrc = \"\(number).tmpl\"\ndest = \"\(folder.path("\(number).cfg"))\"\n")
    }
    XCTAssertEqual(try folder.run(once).status, 0)
    XCTAssertEqual((0..<4).map { folder.program.has("\($0).cfg") }, [true, true, true, false])
  }

  func testModesAreWrittenInAnyBase() throws {
    for (text, expected) in [("0640", 0o640), ("0o600", 0o600), ("420", 0o644), ("0x1a4", 0o644)] {
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "x", "mode = \"\(text)\"")
      let result = try folder.run(once)
      XCTAssertEqual(result.status, 0, result.errors)
      XCTAssertEqual(try mode(folder, "a.cfg"), expected, text)
    }
    // Without one the file keeps what it has.
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "new")
    try folder.program.write("a.cfg", "old")
    XCTAssertEqual(chmod(folder.path("a.cfg"), 0o604), 0)
    XCTAssertEqual(try folder.run(once).status, 0)
    XCTAssertEqual(try mode(folder, "a.cfg"), 0o604)
    XCTAssertEqual(try folder.program.text("a.cfg"), "new")
  }

  func testCommandsKnowTheirFiles() throws {
    let folder = try ConfdFolder(for: self)
    let log = folder.path("log")
    try folder.write(
      "a", "x",
      """
      check_cmd = "grep -q x {{.src}} && echo {{ .src }} > \(log)"
      reload_cmd = "echo {{.dest}} >> \(log)"
      """)
    let result = try folder.run(once)
    XCTAssertEqual(result.status, 0, result.errors)
    let lines = try folder.program.text("log").split(separator: "\n")
    XCTAssertEqual(lines.count, 2)
    let staged = lines[0].split(separator: "/").last ?? ""
    XCTAssertTrue(staged.hasPrefix(".a.cfg"), "\(staged)")
    XCTAssertTrue(lines[0].hasPrefix(folder.program.directory.path), "\(lines)")
    XCTAssertEqual(lines.last.map(String.init), folder.path("a.cfg"))
  }

  func testTheFileOfSettingsSaysWhatFlagsSay() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/k\"}}")
    try folder.program.write("keys.yaml", "prod: {k: v}\n")
    try folder.program.write(
      "etc/confd.toml",
      """
      backend = "file"
      file = ["\(folder.path("keys.yaml"))"]
      prefix = "/prod"
      log-level = "debug"
      confdir = "\(folder.path("etc"))"
      unheard_of = 1
      """)
    let result = try folder.program.run(["confd", "-onetime", "-config-file", "etc/confd.toml"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try folder.program.text("a.cfg"), "v")
    XCTAssertTrue(result.errors.contains("unknown key `unheard_of`, which is ignored"))
    // A flag is stronger, as documented; in the original the file is.
    let flags = ["confd", "-onetime", "-config-file", "etc/confd.toml", "-prefix", "/none"]
    XCTAssertEqual(try folder.program.run(flags).status, 1)
    XCTAssertEqual(try folder.program.run(flags + ["-strict"]).status, 0)
    // A file that is not there is no mistake.
    XCTAssertEqual(
      try folder.run(once + ["-config-file", "none.toml"], environment: ["K": "e"]).status, 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "e")
  }

  func testAResourceMayHaveABackendOfItsOwn() throws {
    let folder = try ConfdFolder(for: self)
    try folder.program.write("keys.yaml", "k: from a file\n")
    try folder.write("a", "{{getv \"/k\"}}")
    try folder.write(
      "b", "{{getv \"/k\"}}",
      "[backend]\nbackend = \"file\"\nfile = [\"\(folder.path("keys.yaml"))\"]")
    let result = try folder.run(["env", "--onetime"], environment: ["K": "from a variable"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try folder.program.text("a.cfg"), "from a variable")
    XCTAssertEqual(try folder.program.text("b.cfg"), "from a file")
  }

  func testAReloadThatComesTooEarlyIsMadeUpFor() async throws {
    let folder = try ConfdFolder(for: self)
    try folder.write(
      "a", "{{getv \"/k\"}}",
      "reload_cmd = \"cat {{.dest}} >> \(folder.path("log"))\"\nmin_reload_interval = \"1s\"")
    try folder.program.write("keys.yaml", "k: 1\n")
    let agent = try RunningProcess(
      try TrimtabBinary.path(),
      ["confd", "file", "--file", "keys.yaml", "--watch", "--confdir", "etc"],
      directory: folder.program.directory.path)
    func logs(_ text: String) async {
      let isThere = await eventually { (try? folder.program.text("log")) == text }
      XCTAssertTrue(isThere, agent.standardError)
    }
    await logs("1")
    try folder.program.write("keys.yaml", "k: 2\n")
    await logs("12")
    try await agent.stop(SIGINT)
  }

  func testTheNodesOfEtcdComeFromTheEnvironmentToo() async throws {
    let server = try await EtcdV2Server.started()
    try server.put("k", "v")
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/k\"}}")
    let result = try folder.run(
      ["-onetime"], environment: ["ETCDCTL_PEERS": "http://127.0.0.1:\(server.port)"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try folder.program.text("a.cfg"), "v")
    try await server.stop()
  }
}
