import Foundation
import TestSupport
import XCTest

/// Messages of consul-template in the system's log. The program has a `/dev` of its own, whose log
/// is the test's.
final class ConsulTemplateSyslogTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh
  private lazy var devices = folder.file("dev")

  override func setUpWithError() throws {
    try folder.write("red\n", to: "a.tmpl")
    try folder.write("", to: "dev/system/.keep")
    for name in ["null", "urandom"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(devices)/\(name)", withDestinationPath: "system/\(name)")
    }
  }

  private func listener() throws -> DatagramReceiver {
    try DatagramReceiver(path: "\(devices)/log")
  }

  /// The program and its arguments, in a view of the files in which `/dev` is the test's.
  private func words(_ arguments: [String]) throws -> [String] {
    let mounts = "mount --rbind /dev \"$0/system\" && mount --rbind \"$0\" /dev && exec \"$@\""
    return try ["-m", "/bin/sh", "-c", mounts, devices, TrimtabBinary.path(), "consul-template"]
      + arguments
  }

  private func run(_ arguments: [String]) async throws -> FinishedCommand {
    try await FinishedCommand.run(
      "/usr/bin/unshare", words(["-once"] + arguments),
      environment: ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path],
      directory: folder.path)
  }

  /// Everything that was said, without process ids.
  private func heard(_ listener: DatagramReceiver) -> [String] {
    var messages: [String] = []
    while let message = listener.next() {
      messages.append(message.replacing(/\[\d+\]/, with: "[PID]"))
    }
    return messages
  }

  private func check(
    _ arguments: [String], configuration: String = "", hears expected: [String], status: Int32 = 0,
    line: UInt = #line
  ) async throws {
    let listener = try listener()
    defer { unlink("\(devices)/log") }
    try folder.write(configuration, to: "c.hcl")
    try? FileManager.default.removeItem(atPath: folder.file("a"))
    let result = try await run(["-config", "c.hcl", "-template", "a.tmpl:a"] + arguments)
    XCTAssertEqual(result.status, status, result.standardError, line: line)
    XCTAssertEqual(heard(listener), expected, result.standardError, line: line)
  }

  func testMessagesHaveTheirFacilityNameAndImportance() async throws {
    let all = { (priority: Int, name: String) in
      [
        "started version=0.1.0 templates=1 registries=consul",
        "installed template=a destination=a bytes=4 lines=\"+1 -0\"", "stopping",
      ].map { "<\(priority)>\(name)[PID]: (runner) \($0)" }
    }
    // LOCAL0 is 16, NOTICE is 5.
    try await check(["-syslog", "-log-level=info"], hears: all(133, "consul-template"))
    try await check(
      ["-syslog", "-syslog-facility=LOCAL7", "-syslog-name", "ct", "-log-level=info"],
      hears: all(189, "ct"))
    try await check(
      ["-log-level=info"], configuration: "syslog { facility = \"daemon\" }",
      hears: all(29, "consul-template"))
    try await check(
      ["-log-level=info", "-syslog-name=flag"],
      configuration: "syslog { facility = \"USER\", name = \"file\" }", hears: all(13, "flag"))
    try await check(["-syslog"], hears: [])
  }

  func testAnErrorIsOne() async throws {
    try await check(
      ["-template", "a.tmpl:b:exit 1; false", "-syslog"],
      hears: [
        "<131>consul-template[PID]: (runner) apply failed; the new file is installed and the "
          + "apply stays pending how=\"run `exit 1; false`\" destinations=b "
          + "error=\"`exit 1; false` failed: exit status 1\" failures=1"
      ], status: 14)
  }

  func testWhoDoesNotWantItIsNotHeard() async throws {
    try await check(["-log-level=info"], hears: [])
    try await check(
      ["-log-level=info"], configuration: "syslog { enabled = false, name = \"x\" }", hears: [])
    try await check(
      ["-log-level=info", "-syslog=false"], configuration: "syslog { facility = \"USER\" }",
      hears: [])
  }

  func testWhereNobodyListensItWorksAndTheOriginalDoesNotBegin() async throws {
    let arguments = ["-template", "a.tmpl:a", "-syslog"]
    let problem = "cannot reach `/dev/log`: No such file or directory\n"
    let strict = try await run(arguments + ["-strict"])
    XCTAssertEqual(strict.standardError, "error: \(problem)")
    XCTAssertEqual(strict.status, 15)
    XCTAssertNil(folder.text("a"))
    let result = try await run(arguments)
    XCTAssertEqual(
      result.standardError, "warning: messages for the system's log are lost: \(problem)")
    XCTAssertEqual(result.status, 0)
    XCTAssertEqual(folder.text("a"), "red\n")
  }

  func testASignalTakesUpOtherPlaces() async throws {
    let listener = try listener()
    for isStrict in [false, true] {
      try folder.write("log_level = \"info\"\npid_file = \"first\"", to: "c.hcl")
      let agent = try RunningProcess(
        "/usr/bin/unshare",
        words(["-config", "c.hcl", "-template", "a.tmpl:a"] + (isStrict ? ["-strict"] : [])),
        directory: folder.path)
      try await agent.waitUntilReady { agent.standardError.contains("started") }
      _ = heard(listener)
      try folder.write(
        """
        log_level = "info"
        pid_file = "second"
        log_file { path = "ct.log" }
        kill_signal = "SIGUSR1"
        syslog { name = "later" }
        """, to: "c.hcl")
      agent.send(SIGHUP)
      var messages: [String] = []
      let isHeard = await eventually {
        messages += heard(listener)
        return messages.contains { $0.hasPrefix("<133>later[PID]: (runner) ") }
      }
      XCTAssertTrue(isHeard, agent.standardError)
      let isMoved = await eventually {
        folder.text("second") == "\(agent.pid)" && folder.text("first") == nil
      }
      XCTAssertTrue(isMoved, agent.standardError)
      agent.send(SIGUSR1)
      let end = await agent.waitForEnd()
      XCTAssertEqual(end, .exited(12), agent.standardError)
      let names = folder.names.filter { $0.hasPrefix("ct-") }
      XCTAssertEqual(names.count, 1, "\(names)")
      let last = agent.standardError.split(separator: "\n").last.map(String.init) ?? "none"
      for name in names {
        XCTAssertTrue(folder.text(name)?.contains(last) == true, agent.standardError)
        try FileManager.default.removeItem(atPath: folder.file(name))
      }
    }
  }
}
