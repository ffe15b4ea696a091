import Foundation
import TestSupport
import XCTest

/// One pass of confd after the other.
final class ConfdPassTests: XCTestCase {
  private let once = ["-onetime", "-backend", "env"]

  func testOneResourcesFailureDoesNotStopTheOthers() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/none\"}}")
    try folder.write("b", "{{getv \"/host\"}}")
    try folder.write("c", "{{nope}}")
    try folder.write("d", "{{getv \"/host\" \"x\"}}", "check_cmd = \"echo no; false\"")
    try folder.write("e", "x")
    try FileManager.default.removeItem(atPath: folder.path("etc/templates/e.tmpl"))
    let result = try folder.run(once, environment: ["HOST": "h"])
    XCTAssertEqual(result.status, 1)
    XCTAssertEqual(try folder.program.text("b.cfg"), "h")
    for name in ["a", "c", "d", "e"] { XCTAssertFalse(folder.program.has("\(name).cfg"), name) }
    let messages = folder.messages(result)
    for expected in [
      "ERROR template failed; the file stays as it is destination=a.cfg "
        + "detail=\"etc/templates/a.tmpl:1:3: error calling getv: key does not exist: /none\"",
      "INFO file updated destination=b.cfg",
      "ERROR template cannot be used; the others are not affected template=c.cfg "
        + "detail=\"etc/templates/c.tmpl:1:3: function \\\"nope\\\" not defined\"",
      "ERROR the check refused the new `d.cfg`: check `echo no; false` failed: exit status 1\\nno",
    ] {
      XCTAssertTrue(messages.contains(expected), "\(messages)")
    }
    XCTAssertEqual(messages.count, 5)
  }

  func testFailFastWritesNothingAfterTheFirstFailure() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "1")
    try folder.write("b", "{{getv \"/none\"}}")
    try folder.write("c", "3")
    let result = try folder.run(["env", "--onetime", "--failure-mode", "fail-fast"])
    XCTAssertEqual(result.status, 1)
    XCTAssertTrue(folder.program.has("a.cfg"))
    XCTAssertFalse(folder.program.has("c.cfg"))
  }

  func testAFileIsWrittenCheckedAndReloadedOnlyWhenItChanges() throws {
    let folder = try ConfdFolder(for: self)
    let log = folder.path("log")
    try folder.write(
      "a", "{{getv \"/host\"}}",
      """
      mode = "0640"
      check_cmd = "echo check {{.src}} >> \(log)"
      reload_cmd = "echo reload >> \(log)"
      """)
    for _ in 0..<2 {
      let result = try folder.run(once, environment: ["HOST": "h"])
      XCTAssertEqual(result.status, 0, result.errors)
    }
    let lines = try folder.program.text("log").split(separator: "\n")
    XCTAssertEqual(lines.count, 2, "\(lines)")
    // The staged file lies beside the destination and is named as confd does it.
    let prefix = "check \(folder.path(".a.cfg"))"
    XCTAssertTrue(lines[0].hasPrefix(prefix), "\(lines)")
    XCTAssertTrue(lines[0].dropFirst(prefix.count).allSatisfy(\.isNumber), "\(lines)")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("a.cfg"))
    XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o640)
    // Another mode is repaired; with `-strict` it is a change.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("a.cfg"))
    _ = try folder.run(once, environment: ["HOST": "h"])
    XCTAssertEqual(try folder.program.text("log").split(separator: "\n").count, 2)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("a.cfg"))
    _ = try folder.run(once + ["-strict"], environment: ["HOST": "h"])
    XCTAssertEqual(try folder.program.text("log").split(separator: "\n").count, 4)
  }

  func testAFailedReloadIsTriedAgainUnlessStrict() throws {
    for (flags, runs) in [([], 2), (["-strict"], 1)] as [([String], Int)] {
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "1", "reload_cmd = \"echo x >> \(folder.path("log")); false\"")
      XCTAssertEqual(try folder.run(once + flags).status, 1)
      let second = try folder.run(once + flags)
      XCTAssertEqual(second.status, runs == 2 ? 1 : 0)
      XCTAssertEqual(try folder.program.text("log").split(separator: "\n").count, runs)
      XCTAssertEqual(try folder.program.text("a.cfg"), "1")
    }
  }

  func testALinkIsFollowedUnlessStrict() throws {
    for flags in [[], ["-strict"]] {
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "new")
      try folder.program.write("behind", "old")
      let link = folder.path("a.cfg")
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "behind")
      XCTAssertEqual(try folder.run(once + flags).status, 0)
      XCTAssertEqual(try folder.program.text("behind"), flags.isEmpty ? "new" : "old")
      XCTAssertEqual(try folder.program.text("a.cfg"), "new")
    }
  }

  func testNoopChangesNothingAndIsStatus0() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "new\n", "reload_cmd = \"touch \(folder.path("reloaded"))\"")
    try folder.program.write("a.cfg", "old\n")
    let plain = try folder.run(once + ["-noop"])
    check(plain, errors: plain.errors, status: 0)
    let shown = try folder.run(once + ["-noop", "-diff"])
    let path = folder.path("a.cfg")
    XCTAssertEqual(
      shown.output,
      "--- \(path)\n+++ \(path) (rendered)\n@@ -1 +1 @@\n-old\n+new\n")
    XCTAssertEqual(try folder.program.text("a.cfg"), "old\n")
    XCTAssertFalse(folder.program.has("reloaded"))
    XCTAssertEqual(try staged(folder), [])
    _ = try folder.run(once + ["-noop", "-keep-stage-file"])
    let kept = try staged(folder)
    XCTAssertEqual(kept.count, 1)
    XCTAssertEqual(try folder.program.text(kept[0]), "new\n")
  }

  func testAStagedFileThatWasRefusedStaysIfThatIsWanted() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "new\n", "check_cmd = \"false\"")
    XCTAssertEqual(try folder.run(once).status, 1)
    XCTAssertEqual(try staged(folder), [])
    XCTAssertEqual(try folder.run(once + ["-keep-stage-file"]).status, 1)
    XCTAssertEqual(try staged(folder).count, 1)
    XCTAssertFalse(folder.program.has("a.cfg"))
    // Without the flag what an earlier run left is removed.
    XCTAssertEqual(try folder.run(once + ["-sync-only"]).status, 0)
    XCTAssertEqual(try staged(folder), [])
  }

  private func staged(_ folder: ConfdFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.program.directory.path)
      .filter { $0.hasPrefix(".a.cfg") }
  }

  func testSyncOnlyNeitherChecksNorReloads() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "1", "check_cmd = \"false\"\nreload_cmd = \"false\"")
    XCTAssertEqual(try folder.run(once + ["-sync-only"]).status, 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "1")
  }

  func testADirectoryThatIsMissingIsAFailureOfItsResource() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "1")
    try folder.program.write(
      "etc/conf.d/a.toml",
      "[template]\nsrc = \"a.tmpl\"\ndest = \"\(folder.path("none/a.cfg"))\"\nkeys = []\n")
    let result = try folder.run(once)
    XCTAssertEqual(result.status, 1)
    XCTAssertFalse(folder.program.has("none"))
  }

  func testKeysLimitWhatTemplatesSeeAndPrefixesAreNoPartOfNames() throws {
    let environment = ["PROD_APP_HOST": "h", "PROD_DB_HOST": "d", "APP_HOST": "x"]
    let folder = try ConfdFolder(for: self)
    try folder.write(
      "a", "{{range gets \"/*/*\"}}{{.Key}}={{.Value}} {{end}}", keys: "\"/app\"",
      "prefix = \"/prod\"")
    _ = try folder.run(once, environment: environment)
    XCTAssertEqual(try folder.program.text("a.cfg"), "/app/host=h ")
    // Without keys there are none.
    try folder.write("a", "{{exists \"/app/host\"}}", keys: "")
    _ = try folder.run(once, environment: environment)
    XCTAssertEqual(try folder.program.text("a.cfg"), "false")
    // One prefix for all takes the place of the resource's own; of the fork it stands before it.
    try folder.write("a", "{{getv \"/host\" \"-\"}}", "prefix = \"/app\"")
    _ = try folder.run(once + ["-prefix", "/prod/db"], environment: environment)
    XCTAssertEqual(try folder.program.text("a.cfg"), "d")
    _ = try folder.run(["env", "--onetime", "--prefix", "/prod"], environment: environment)
    XCTAssertEqual(try folder.program.text("a.cfg"), "h")
    _ = try folder.run(
      ["env", "--onetime", "--prefix", "/prod/db", "--prefix-rule", "replace"],
      environment: environment)
    XCTAssertEqual(try folder.program.text("a.cfg"), "d")
  }

  func testTheRootIsListedOnlyIfThatIsWanted() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{lsdir \"/\"}}")
    _ = try folder.run(once, environment: ["APP_HOST": "x"])
    XCTAssertEqual(try folder.program.text("a.cfg"), "[]")
    _ = try folder.run(once + ["-list-root"], environment: ["APP_HOST": "x"])
    XCTAssertEqual(
      try folder.program.text("a.cfg"),
      "[app]")
  }

  func testPassesFollowEachOtherAndTakeUpNewResources() async throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "1")
    let agent = try RunningProcess(
      Program.executable.path,
      ["confd", "-backend", "env", "-interval", "1", "-confdir", folder.path("etc")])
    let isFirst = await eventually { folder.program.has("a.cfg") }
    XCTAssertTrue(isFirst, agent.standardError)
    try folder.write("b", "2")
    let isSecond = await eventually { folder.program.has("b.cfg") }
    XCTAssertTrue(isSecond, agent.standardError)
    // A broken file does not end the daemon.
    try folder.program.write("etc/conf.d/c.toml", "[template")
    let isTold = await eventually {
      agent.standardError.contains("ERROR configuration cannot be used")
    }
    XCTAssertTrue(isTold, agent.standardError)
    try await agent.stop(SIGTERM)
    XCTAssertTrue(agent.standardError.contains("stopping signal=SIGTERM"), agent.standardError)
  }

  func testAPassThatIsInterruptedHasNotSucceeded() async throws {
    for mode in ["-onetime", "-preflight"] {
      let silent = ScriptedServer {
        _ = $0.readRequest()
        $0.waitForClose()
      }
      defer { silent.stop() }
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "{{getv \"/a\"}}")
      let node = ["-backend", "consul", "-node", "127.0.0.1:\(silent.port)"]
      let confd = try RunningProcess(
        Program.executable.path, ["confd", "-confdir", folder.path("etc"), mode] + node)
      let hasAsked = await eventually { !silent.requests.isEmpty }
      XCTAssertTrue(hasAsked, confd.standardError)
      confd.send(SIGINT)
      let end = await confd.waitForEnd()
      XCTAssertEqual(end, .exited(1), confd.standardError)
      XCTAssertFalse(folder.program.has("a.cfg"))
    }
  }

  func testAFileThatIsNotWhatItShallBeIsNotInstalled() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write(
      "a", "{\"host\": {{getv \"/host\"}}}",
      "output_format = \"json\"\ncheck_cmd = \"echo x >> \(folder.path("log"))\"")
    let bad = try folder.run(once, environment: ["HOST": "h"])
    XCTAssertEqual(bad.status, 1)
    XCTAssertTrue(
      bad.errors.contains(
        "ERROR the check refused the new `\(folder.path("a.cfg"))`: "
          + "the file is not JSON: the new file:1:10: error: "), bad.errors)
    XCTAssertFalse(folder.program.has("log"))
    XCTAssertEqual(try folder.run(once, environment: ["HOST": "1"]).status, 0)
    XCTAssertTrue(folder.program.has("log"))
  }

  func testPreflightAsksAndWritesNothing() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/host\"}}")
    let good = try folder.run(["env", "--preflight"], environment: ["HOST": "h"])
    XCTAssertEqual(folder.messages(good), ["INFO backends answer resources=1"])
    XCTAssertEqual(good.status, 0)
    XCTAssertEqual(try folder.run(["env", "--preflight"]).status, 1)
    XCTAssertFalse(folder.program.has("a.cfg"))
  }

  func testMessagesMayBeJSONAndFewer() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "1")
    let result = try folder.run(["env", "--onetime", "--log-format", "json"])
    XCTAssertTrue(result.errors.contains("\"message\":\"file updated\""), result.errors)
    XCTAssertEqual(try folder.run(once + ["-log-level", "error"]).errors, "")
    let debug = try folder.run(once + ["-log-level", "debug"])
    XCTAssertEqual(folder.messages(debug), ["DEBUG file is as it should be destination=a.cfg"])
  }

  func testAWatchTriesAFailedReloadAgainUnlessStrict() async throws {
    for flags in [[], ["-strict"]] {
      let folder = try ConfdFolder(for: self)
      let data = TemporaryDirectory.fresh
      try data.write("host: a", to: "keys.yaml")
      try folder.write(
        "a", "{{getv \"/host\"}}", "reload_cmd = \"cat a.cfg >> log; test -e mended\"")
      let agent = try RunningProcess(
        Program.executable.path,
        ["confd", "-backend", "file", "-file", data.file("keys.yaml"), "-watch"] + flags
          + ["-confdir", "etc"], directory: folder.program.directory.path)
      let isStrict = !flags.isEmpty
      let word = isStrict ? "apply failed and is not tried again" : "the apply stays pending"
      let isTold = await eventually { agent.standardError.contains(word) }
      XCTAssertTrue(isTold, agent.standardError)
      try folder.program.write("mended", "")
      if !isStrict {
        let isRetried = await eventually { agent.standardError.contains("INFO applied") }
        XCTAssertTrue(isRetried, agent.standardError)
      }
      try data.write("host: b", to: "keys.yaml")
      let isReloaded = await eventually {
        (try? folder.program.text("log")) == (isStrict ? "ab" : "aab")
      }
      XCTAssertTrue(isReloaded, (try? folder.program.text("log")) ?? "")
      try await agent.stop(SIGTERM)
    }
  }

  func testAWatchWithoutWritingTellsWhatWouldChange() async throws {
    let folder = try ConfdFolder(for: self)
    let data = TemporaryDirectory.fresh
    try data.write("host: h", to: "keys.yaml")
    try folder.write("a", "{{getv \"/host\"}}")
    try folder.program.write("a.cfg", "h")
    let agent = try RunningProcess(
      Program.executable.path,
      [
        "confd", "-backend", "file", "-file", data.file("keys.yaml"), "-watch", "-noop",
        "-confdir", folder.path("etc"),
      ])
    let isStarted = await eventually { agent.standardError.contains("INFO started") }
    XCTAssertTrue(isStarted, agent.standardError)
    try data.write("host: other", to: "keys.yaml")
    let isTold = await eventually {
      agent.standardError.contains("WARNING file would change, but nothing is written")
    }
    XCTAssertTrue(isTold, agent.standardError)
    try await agent.stop(SIGTERM)
    XCTAssertEqual(try folder.program.text("a.cfg"), "h")
  }
}
