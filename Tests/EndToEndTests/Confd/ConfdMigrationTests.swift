import Foundation
import TestSupport
import XCTest

/// `trimtab migrate confd`.
final class ConfdMigrationTests: XCTestCase {
  private func folder() throws -> ConfdFolder {
    let folder = try ConfdFolder(for: self)
    try folder.write(
      "haproxy", "host={{getv \"/app/host\"}}\n", keys: "\"/app\"",
      """
      mode = "0640"
      prefix = "/prod"
      check_cmd = "haproxy -c -f {{.src}}"
      reload_cmd = "systemctl reload haproxy"
      """)
    try folder.program.write("etc/confd.toml", "backend = \"env\"\ninterval = 30\n")
    return folder
  }

  func testWhatIsNotUnderstoodIsToldWithTheRightStatus() throws {
    let folder = try folder()
    check(
      try folder.program.run(["migrate"]),
      errors: "error: expected a tool\n  hint: such as `trimtab migrate confd /etc/confd`\n",
      status: 2)
    check(
      try folder.program.run(["migrate", "conf"]),
      errors: "error: no configuration of `conf` can be read\n  hint: did you mean `confd`?\n",
      status: 2)
    try folder.program.write("etc/conf.d/b.toml", "[template]\nsrc = 1\n")
    XCTAssertEqual(try folder.program.run(["migrate", "confd", "etc"]).status, 3)
  }

  func testTheSameIsWrittenInOurOwnLanguage() throws {
    let folder = try folder()
    let result = try folder.program.run(["migrate", "confd", "etc"])
    XCTAssertEqual(result.status, 0, result.errors)
    try Golden.check(
      result.output.replacingOccurrences(of: folder.program.directory.path, with: "/work"),
      "migrate-confd.toml")
    try folder.program.write("trimtab.toml", result.output)
    check(
      try folder.program.run(
        ["render", "-c", "trimtab.toml", "--stdout"], environment: ["PROD_APP_HOST": "h"]),
      output: "host=h\n", status: 0)
  }

  func testThePasswordOfRedisIsNotWritten() throws {
    let folder = try folder()
    try folder.program.write(
      "etc/confd.toml",
      "backend = \"redis\"\nnodes = [\"r:1/3\"]\nseparator = \":\"\nclient_key = \"s3cret\"\n")
    let result = try folder.program.run(["migrate", "confd", "etc"])
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertTrue(
      result.output.contains(
        """
        [registry.redis]
        endpoints = ["r:1/3"]
        # `password` is left out, as it is a secret: give it as `password_file`
        separator = ":"
        search = "confd"
        """), result.output)
    XCTAssertFalse((result.output + result.errors).contains("s3cret"))
  }

  func testASnapshotProvesThatNothingChanges() throws {
    let folder = try folder()
    let taken = try folder.program.run(
      ["snapshot", "--confdir", "etc", "-o", "snapshot.json"], environment: ["PROD_APP_HOST": "h"])
    XCTAssertEqual(taken.status, 0, taken.errors)
    let good = try folder.program.run(["migrate", "confd", "etc", "--snapshot", "snapshot.json"])
    XCTAssertEqual(
      good.errors, "note: the file is the same both ways\n")
    XCTAssertEqual(good.status, 0)
    try folder.write("other", "{{getv \"/db/host\"}}", keys: "\"/db\"")
    let incomplete = try folder.program.run(
      ["migrate", "confd", "etc", "--snapshot", "snapshot.json"])
    XCTAssertEqual(incomplete.status, 4, incomplete.errors)
  }

  func testPartsAreFoundInTheDirectoryOfAllTemplates() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write(
      "web/site", "{{include \"parts/head.tmpl\" \"x\"}}{{include \"/parts/tail.tmpl\"}}")
    try folder.program.write("etc/templates/parts/head.tmpl", "head {{.}} ")
    try folder.program.write("etc/templates/parts/tail.tmpl", "tail")
    try folder.program.write("web/here", "")
    let once = ["-onetime", "-backend", "env"]
    let result = try folder.run(once)
    XCTAssertEqual(result.status, 0, result.errors)
    XCTAssertEqual(try folder.program.text("web/site.cfg"), "head x tail")
    let migrated = try folder.program.run(
      ["migrate", "confd", "etc", "--confd-flags", "-backend env", "-o", "trimtab.toml"])
    XCTAssertEqual(migrated.status, 0, migrated.errors)
    check(
      try folder.program.run(["render", "-c", "trimtab.toml", "--stdout"]), output: "head x tail",
      status: 0)
  }

  func testTheExamplesAreReadAgainAsTheyWereWritten() async throws {
    let examples = RepositoryRoot.path + "/templates/confd"
    for name in try FileManager.default.contentsOfDirectory(atPath: examples) {
      let program = try Program(for: self)
      let migrated = try program.run(["migrate", "confd", "\(examples)/\(name)"])
      XCTAssertEqual(migrated.status, 0, migrated.errors)
      try program.write("trimtab.toml", migrated.output)
      let judged = try program.run(["check", "trimtab.toml"])
      XCTAssertEqual(judged.status, 0, judged.errors)
      let flags = "-backend file -file \(examples)/\(name)/keys.yaml"
      guard name != "environment" else { continue }
      let taken = try program.run([
        "snapshot", "--confdir", "\(examples)/\(name)", "--confd-flags", flags, "-o", "s.json",
      ])
      XCTAssertEqual(taken.status, 0, taken.errors)
      let proved = try program.run([
        "migrate", "confd", "\(examples)/\(name)", "--confd-flags", flags, "--snapshot", "s.json",
      ])
      XCTAssertEqual(proved.status, 0, proved.errors)
      XCTAssertTrue(proved.errors.hasSuffix("the same both ways\n"), proved.errors)
    }
  }
}
