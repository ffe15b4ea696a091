import Foundation
import LoadBalancing
import SystemSupport
import TestSupport
import XCTest

/// Checks and reloads of a real nginx.
final class NginxReloaderTests: XCTestCase {
  private func settings(_ server: NginxServer) -> NginxSettings {
    var settings = NginxSettings()
    settings.configuration = server.configurationPath
    return settings
  }

  // MARK: - Checks

  private func verdict(
    _ server: NginxServer, _ text: String, as destination: String
  ) async throws -> CheckVerdict {
    let candidate = try server.folder.write(text, to: "candidate")
    return await NginxCheck(settings(server))
      .check(candidate: candidate, destination: server.folder.file(destination))
  }

  private func refusal(_ verdict: CheckVerdict, line: UInt = #line) -> String {
    switch verdict {
    case .refused(let error), .failed(let error): return "\(error)\n\(error.output)"
    case .accepted(let output):
      XCTFail("accepted: \(output)", line: line)
      return ""
    }
  }

  func testAFileThatIsNotIncludedCannotBeChecked() async throws {
    let server = try NginxServer()
    try server.write("include conf.d/*.conf;")
    let message = refusal(try await verdict(server, "", as: "other/x.conf"))
    XCTAssertTrue(
      message.contains(
        "`\(server.folder.file("other/x.conf"))` is not included by "
          + "`\(server.configurationPath)`"),
      message)
    try FileManager.default.removeItem(atPath: server.configurationPath)
    let missing = refusal(try await verdict(server, "", as: "conf.d/x.conf"))
    XCTAssertTrue(missing.contains("there is no main configuration"), missing)
  }

  func testAnIncludedFileIsRefusedWithTheNameOfItsPlace() async throws {
    let server = try NginxServer()
    try server.write("include conf.d/*.conf;")
    let absolute = "\(server.folder.path)/conf.d/x.conf"
    for pattern in ["conf.d/*.conf", absolute, "conf.d/../conf.d/x.c*f"] {
      try server.write("include \(pattern);")
      let message = refusal(try await verdict(server, "bad one;", as: "conf.d/x.conf"))
      XCTAssertTrue(
        message.contains("unknown directive \"bad\" in \(server.folder.path)/conf.d/"), message)
      XCTAssertTrue(message.contains("conf.d/x.conf:1"), message)
      let port = try FreePort.next()
      let good = try await verdict(
        server, NginxServer.server(port, "x"), as: "conf.d/x.conf")
      guard case .accepted = good else { return XCTFail(refusal(good)) }
    }
    XCTAssertNil(server.folder.text("conf.d/x.conf"), "the live tree is only looked at")
    let views = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
      .filter { $0.hasPrefix("trimtab-check-") }
    XCTAssertEqual(views, [])
  }

  func testTheRestOfTheConfigurationIsSeen() async throws {
    let server = try NginxServer()
    try server.folder.write("upstream web { server 127.0.0.1:1; }", to: "conf.d/a.conf")
    try server.folder.write("text/html html;", to: "types")
    try server.write("types { include types; }\ninclude conf.d/*.conf;")
    let double = refusal(
      try await verdict(server, "upstream web { server 127.0.0.1:2; }", as: "conf.d/b.conf"))
    XCTAssertTrue(double.contains("duplicate upstream \"web\""), double)
    let same = try await verdict(
      server, "upstream web { server 127.0.0.1:2; }", as: "conf.d/a.conf")
    guard case .accepted = same else { return XCTFail(refusal(same)) }
  }

  func testAMainFileIsCheckedAsItIs() async throws {
    let server = try NginxServer()
    try server.write("")
    let bad = refusal(
      try await verdict(server, "\(server.preamble) no_such 1; }", as: "nginx.conf"))
    XCTAssertTrue(bad.contains("unknown directive \"no_such\""), bad)
    let good = try await verdict(server, "\(server.preamble) }", as: "nginx.conf")
    guard case .accepted = good else { return XCTFail(refusal(good)) }
  }

  // MARK: - Reloads

  /// Writes a new text, as the agent does, and applies it.
  private func apply(
    _ text: String, _ server: NginxServer, _ change: (inout NginxSettings) -> Void = { _ in }
  ) async throws -> ReloadReport {
    let old = server.folder.text("nginx.conf")
    try server.write(text)
    var settings = settings(server)
    change(&settings)
    return try await NginxReloader(settings).apply(
      AppliedChange(files: [
        AppliedChange.File(
          path: server.configurationPath, oldContents: old.map { Array($0.utf8) },
          newContents: server.folder.text("nginx.conf").map { Array($0.utf8) })
      ]))
  }

  private func failure(
    _ code: ReloadError.Code, line: UInt = #line, _ body: () async throws -> ReloadReport
  ) async throws -> String {
    do {
      let report = try await body()
      XCTFail("expected a failure, found \(report)", line: line)
      return ""
    } catch let error as ReloadError {
      XCTAssertEqual(error.code, code, "\(error)", line: line)
      return "\(error)\n\(error.output)"
    }
  }

  private func answer(_ port: UInt16) -> String? { try? HTTPAnswer.get("/", port: port).text }

  func testWithoutANginxNothingIsSaidToBeApplied() async throws {
    let server = try NginxServer()
    let message = try await failure(.noProcess) { try await apply("", server) }
    XCTAssertTrue(message.contains("no running nginx was found"), message)
    let missing = try await failure(.badPidFile) {
      try await apply("", server) { $0.pidFile = server.folder.file("no.pid") }
    }
    XCTAssertTrue(missing.contains("no.pid"), missing)
    // It would not survive the signal.
    let other = try RunningProcess("/bin/sleep", ["60"])
    try server.folder.write("\(other.pid)\n", to: "other.pid")
    let foreign = try await failure(.noProcess) {
      try await apply("", server) { $0.pidFile = server.folder.file("other.pid") }
    }
    XCTAssertTrue(foreign.contains("is no master of nginx"), foreign)
    XCTAssertTrue(other.isRunning)
    try await other.stop()
  }

  func testAChangeIsServedWhenTheReloadIsSaid() async throws {
    let (server, port) = try await started()
    let old = try server.workers()
    for word in ["two", "three", "four", "five"] {
      let report = try await apply(NginxServer.server(port, word), server)
      XCTAssertEqual(report.method, .reload)
      XCTAssertTrue(report.summary.hasSuffix("2 new workers"), report.summary)
      let isServed = await eventually { self.answer(port) == word }
      XCTAssertTrue(isServed, server.errorLog)
    }
    XCTAssertTrue(try server.workers().isDisjoint(with: old))
    try await server.stop()
  }

  /// An nginx that answers `one`, and its port.
  private func started() async throws -> (server: NginxServer, port: UInt16) {
    let server = try NginxServer()
    let port = try FreePort.next()
    try server.write(NginxServer.server(port, "one"))
    try await server.start()
    return (server, port)
  }

  func testOldWorkersAreCounted() async throws {
    let backend = try SilentListener()
    let server = try NginxServer()
    let port = try FreePort.next()
    let location = "location / { proxy_pass http://127.0.0.1:\(backend.port); }"
    try server.write("server { listen 127.0.0.1:\(port); \(location) }")
    try await server.start()
    let reloader = NginxReloader(settings(server))
    let none = await reloader.oldWorkers()
    XCTAssertEqual(
      none, OldWorkers(configuration: server.configurationPath, count: 0, oldest: nil))
    let client = try PlainSocket(to: .port(port))
    try client.send(Data("GET / HTTP/1.0\r\n\r\n".utf8))
    _ = try await apply(NginxServer.server(port, "two"), server)
    let one = await eventually { await reloader.oldWorkers()?.count == 1 }
    XCTAssertTrue(one)
    let workers = await reloader.oldWorkers()
    XCTAssertNotNil(workers?.oldest)
    withExtendedLifetime(client) {}
    try await server.stop()
  }

  func testARefusedConfigurationIsSaidWithTheReason() async throws {
    let (server, port) = try await started()
    let old = try server.workers()
    let message = try await failure(.rejected) { try await apply("no_such 1;", server) }
    XCTAssertTrue(message.contains("[emerg]"), message)
    XCTAssertTrue(message.contains("unknown directive \"no_such\""), message)
    XCTAssertEqual(try server.workers(), old)
    XCTAssertEqual(answer(port), "one")
    _ = try await apply(NginxServer.server(port, "two"), server)
    try await server.stop()
  }

  func testAnAddressInUseIsFoundBeforeTheReload() async throws {
    let occupant = try SilentListener()
    let (server, _) = try await started()
    let message = try await failure(.rejected) {
      try await apply(NginxServer.server(occupant.port, "two"), server)
    }
    XCTAssertTrue(
      message.contains(
        "not reloaded: nginx could not listen at 127.0.0.1:\(occupant.port): "
          + "Address already in use"),
      message)
    XCTAssertEqual(server.errorLog.contains("[emerg]"), false)
    try await server.stop()
  }

  func testAReloadThatCannotListenIsSaidWithTheReason() async throws {
    let occupant = try SilentListener()
    let (server, port) = try await started()
    // A shared port is not tried beforehand.
    let message = try await failure(.rejected) {
      try await apply("server { listen 127.0.0.1:\(occupant.port) reuseport; }", server)
    }
    XCTAssertTrue(message.contains("bind() to 127.0.0.1:\(occupant.port) failed"), message)
    XCTAssertEqual(answer(port), "one")
    try await server.stop()
  }

  func testARestartedNginxIsFound() async throws {
    let (server, port) = try await started()
    _ = try await apply(NginxServer.server(port, "two"), server)
    let first = server.masterProcess
    try await server.stop()
    try await server.start()
    XCTAssertNotEqual(server.masterProcess, first)
    for change in [{ _ in }, { $0.pidFile = server.pidFile }] as [(inout NginxSettings) -> Void] {
      let report = try await apply(NginxServer.server(port, "three"), server, change)
      XCTAssertTrue(report.summary.contains("process \(server.masterProcess)"), report.summary)
    }
    try await server.stop()
  }

  func testWithManyOldWorkersAReloadWaits() async throws {
    let server = try NginxServer()
    let port = try FreePort.next()
    let backend = try SilentListener()
    let text =
      "server { listen 127.0.0.1:\(port); "
      + "location / { proxy_pass http://127.0.0.1:\(backend.port); } "
      + "location = /status { stub_status; } }"
    try server.write(text)
    try await server.start()
    let client = try PlainSocket(to: .port(port))
    try client.send(Data("GET / HTTP/1.0\r\n\r\n".utf8))
    let isBusy = await eventually {
      (try? HTTPAnswer.get("/status", port: port).text)?.contains("Writing: 2") == true
    }
    XCTAssertTrue(isBusy)
    _ = try await apply(text, server)
    let message = try await failure(.postponed) {
      try await apply(text, server) { $0.oldWorkerLimit = 1 }
    }
    XCTAssertTrue(message.contains("1 old workers are alive"), message)
    try await server.stop()
  }
}
