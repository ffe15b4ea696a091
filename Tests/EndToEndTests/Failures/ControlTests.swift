import Foundation
import TestSupport
import XCTest

final class ControlTests: XCTestCase {
  private func agent(_ settings: String = "") throws -> LiveAgent {
    let agent = try LiveAgent()
    try agent.write(
      """
      registry.file = { path = "services.toml" }
      control.socket = "c.sock"
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      \(settings)

      """, to: "trimtab.toml")
    return agent
  }

  private func status(_ agent: LiveAgent) throws -> String {
    try agent.exchange("{\"version\":1,\"command\":\"status\"}\n")
  }

  private func waits(
    for text: String, _ agent: LiveAgent, file: StaticString = #filePath, line: UInt = #line
  ) async throws {
    let isThere = await eventually(within: .seconds(30)) {
      (try? self.status(agent).contains(text)) == true
    }
    let last = (try? status(agent)) ?? "no answer"
    XCTAssertTrue(isThere, last, file: file, line: line)
  }

  func testGarbageIsRefusedAndHurtsNobody() async throws {
    let agent = try agent()
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    let long = String(repeating: "x", count: 100_000)
    for (text, answer) in [
      ("{\n", "{\"version\":1,\"error\":\"the request is no JSON\"}\n"),
      ("{}\n", "{\"version\":1,\"error\":\"expected version 1 of requests\"}\n"),
      (
        "{\"version\":1,\"command\":\"x\"}\n",
        "{\"version\":1,\"error\":\"expected the command `status` or `approve`\"}\n"
      ),
    ] {
      XCTAssertEqual(try agent.exchange(text), answer)
    }
    for (text, begin) in [
      ("\u{0}\u{1}", "HTTP/1.1 400 "), ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 "),
      ("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 "),
      ("GET /metrics HTTP/2\r\n\r\n", "HTTP/1.1 505 "),
      ("GET /metrics\r\n\r\n", "HTTP/1.1 400 "), ("GET \(long)", "HTTP/1.1 431 "),
      ("GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.1 200 "),
      ("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "),
    ] {
      let answer = try agent.exchange(text)
      XCTAssertTrue(answer.hasPrefix(begin), "\(text.prefix(40)): \(answer)")
    }
    _ = try agent.exchange("")
    XCTAssertTrue(try status(agent).contains("\"state\":\"ok\""))
    await agent.stop()
  }

  func testOnlyTheOwnerMayOpenTheSocketAndItIsRemovedAtTheEnd() async throws {
    let agent = try agent()
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    let path = agent.folder.file("c.sock")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    XCTAssertEqual(mode as? Int, 0o600)
    try await agent.killAndWait()
    try agent.start()
    try await waits(for: "\"state\":\"ok\"", agent)
    await agent.stop()
    XCTAssertFalse(FileManager.default.fileExists(atPath: path))
  }

  func testManyAskAtTheSameTime() async throws {
    let agent = try agent()
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    let path = agent.folder.file("c.sock")
    let answers = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<100 {
        group.addTask {
          guard let socket = try? PlainSocket(to: .path(path)) else { return nil }
          try? socket.send(Data("{\"version\":1,\"command\":\"status\"}\n".utf8))
          return (try? socket.receiveAll()).map { String(decoding: $0, as: UTF8.self) }
        }
      }
      return await group.reduce(into: [String?]()) { $0.append($1) }
    }
    XCTAssertEqual(answers.filter { $0?.contains("\"ready\":true") == true }.count, 100)
    await agent.stop()
  }

  func testAFailingCheckAndItsEndAreShown() async throws {
    let agent = try agent("check = \"! grep -q blue {{.src}}\"")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    try agent.setColour("blue")
    try await waits(for: "\"state\":\"refused\"", agent)
    XCTAssertTrue(try status(agent).contains("the check refused the new file"))
    try agent.setColour("green")
    await agent.holds("a.cfg", "green\n")
    try await waits(for: "\"state\":\"ok\"", agent)
    await agent.stop()
  }

  func testARefusedVersionIsToldByItsDigestAndTime() async throws {
    let agent = try agent("check = \"! grep -q blue {{.src}}\"")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    XCTAssertFalse(try status(agent).contains("\"refused\":{"))
    try agent.setColour("blue")
    try await waits(for: "\"state\":\"refused\"", agent)
    let text = try status(agent)
    XCTAssertNotNil(
      text.firstMatch(of: /"refused":\{"digest":"[0-9a-f]{16}","time":"2\d{3}-[^"]+Z"\}/), text)
    let metrics = try agent.exchange("GET /metrics HTTP/1.1\r\n\r\n")
    XCTAssertTrue(metrics.contains("trimtab_refused{template=\"a.cfg\"} 1"), metrics)
    let told = try await FinishedCommand.run(
      TrimtabBinary.path(), ["status", "-c", agent.folder.file("trimtab.toml")])
    XCTAssertNotNil(
      told.standardOutput.firstMatch(
        of: /\n    not tried again: version [0-9a-f]{16}, refused at [0-9:]{8}\n/),
      told.standardOutput + told.standardError)
    try agent.setColour("green")
    try await waits(for: "\"state\":\"ok\"", agent)
    XCTAssertFalse(try status(agent).contains("\"refused\":{"))
    await agent.stop()
  }

  func testANewConfigurationMovesTheSocketAndTheMetrics() async throws {
    let agent = try agent()
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    try await waits(for: "\"state\":\"ok\"", agent)
    let port = try FreePort.next()
    let text = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      text.replacingOccurrences(
        of: "control.socket = \"c.sock\"",
        with: "control.metrics_address = \"127.0.0.1:\(port)\"\ncontrol.socket = \"d.sock\""),
      to: "trimtab.toml")
    agent.send(SIGHUP)
    let isServed = await eventually {
      (try? HTTPAnswer.get("/healthz", port: port).status) == 200
    }
    XCTAssertTrue(isServed, agent.log)
    XCTAssertFalse(FileManager.default.fileExists(atPath: agent.folder.file("c.sock")))
    let moved = try PlainSocket(to: .path(agent.folder.file("d.sock")))
    try moved.send(Data("{\"version\":1,\"command\":\"status\"}\n".utf8))
    let answer = String(decoding: try moved.receiveAll(), as: UTF8.self)
    XCTAssertTrue(answer.contains("\"state\":\"ok\""), answer)

    // What cannot be had is told, and the rest goes on.
    let occupant = try SilentListener()
    let next = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      next.replacingOccurrences(of: ":\(port)", with: ":\(occupant.port)"), to: "trimtab.toml")
    agent.send(SIGHUP)
    await agent.skips(to: "WARNING cannot serve status and metrics; going on without")
    XCTAssertThrowsError(try HTTPAnswer.get("/healthz", port: port))
    XCTAssertTrue(FileManager.default.fileExists(atPath: agent.folder.file("d.sock")))
    await agent.stop()
  }

  func testARefusalIsOverWhenTheInstalledFileIsRightAgain() async throws {
    let agent = try agent("check = \"! grep -q blue {{.src}}\"")
    try agent.start()
    await agent.holds("a.cfg", "red\n")
    try agent.setColour("blue")
    try await waits(for: "\"state\":\"refused\"", agent)
    try agent.setColour("red")
    try await waits(for: "\"state\":\"ok\"", agent)
    await agent.stop()
  }

  func testMetricsOfWhatIsGoneAreNotTold() async throws {
    let agent = try agent("reload = \"false\"")
    try agent.start()
    try await waits(for: "\"pending\":true", agent)
    let pending = "trimtab_pending{template=\"a.cfg\"}"
    XCTAssertTrue(try agent.exchange("GET /metrics HTTP/1.1\r\n\r\n").contains("\(pending) 1\n"))
    let text = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      text.replacingOccurrences(of: "a.cfg", with: "b.cfg")
        .replacingOccurrences(
          of: "registry.file = {", with: "registry.other = { kind = \"file\","),
      to: "trimtab.toml")
    agent.send(SIGHUP)
    try await waits(for: "b.cfg\",\"state\":\"failing\"", agent)
    let metrics = try agent.exchange("GET /metrics HTTP/1.1\r\n\r\n")
    XCTAssertFalse(metrics.contains(pending), metrics)
    XCTAssertFalse(metrics.contains("trimtab_registry_up{registry=\"file\"}"), metrics)
    await agent.stop(leaving: [".a.cfg.trimtab-pending", ".b.cfg.trimtab-pending"])
  }

  func testAFailingReloadIsShownWithItsNextTry() async throws {
    let agent = try agent("reload = \"test -e ok\"")
    try agent.start()
    try await waits(for: "\"trouble\":\"the apply failed", agent)
    try await waits(for: "\"retry_milliseconds\":", agent)
    XCTAssertTrue(try status(agent).contains("\"pending\":true"))
    try agent.write("", to: "ok")
    try await waits(for: "\"state\":\"ok\"", agent)
    await agent.stop()
  }

  func testAReloadThatHasToWaitIsNoFailure() async throws {
    let agent = try agent("reload = \"true\"\nreload_interval = \"1h\"\nreload_burst = 1")
    try agent.start()
    try await waits(for: "\"state\":\"ok\"", agent)
    try agent.setColour("blue")
    try await waits(for: "\"trouble\":\"the apply waits: reloads are spaced out\"", agent)
    XCTAssertTrue(try status(agent).contains("\"state\":\"pending\""))
    let metrics = try agent.exchange("GET /metrics HTTP/1.1\r\n\r\n")
    XCTAssertTrue(metrics.contains("trimtab_pending{template=\"a.cfg\"} 1\n"), metrics)
    XCTAssertFalse(metrics.contains("trimtab_apply_failures_total{"), metrics)
    await agent.stop(leaving: [".a.cfg.trimtab-pending"])
  }

  func testMetricsAreServedOnTheAddressAndNothingCanBeChangedThere() async throws {
    let agent = try agent()
    let port = try FreePort.next()
    let text = try XCTUnwrap(agent.folder.text("trimtab.toml"))
    try agent.write(
      text.replacingOccurrences(
        of: "control.socket",
        with: "control.metrics_address = \"127.0.0.1:\(port)\"\ncontrol.socket"),
      to: "trimtab.toml")
    try agent.start()
    try await waits(for: "\"committed\":", agent)
    func ask(_ text: String) throws -> String {
      let socket = try PlainSocket(to: .port(port))
      try socket.send(Data(text.utf8))
      socket.finishSending()
      return String(decoding: try socket.receiveAll(), as: UTF8.self)
    }
    let answer = try ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    let body = try XCTUnwrap(answer.components(separatedBy: "\r\n\r\n").last)
    for line in body.split(separator: "\n") {
      XCTAssertNotNil(
        line.wholeMatch(of: /# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [-+0-9.eInfNa]+/),
        "\(line)")
    }
    for name in [
      "trimtab_renders_total{template=\"a.cfg\",result=\"changed\"}", "trimtab_ready 1",
      "trimtab_installations_total{", "trimtab_registry_up{registry=\"file\"} 1",
      "trimtab_guard_held{", "trimtab_build_info{version=\"",
    ] {
      XCTAssertTrue(body.contains(name), "\(name) is missing:\n\(body)")
    }
    XCTAssertTrue(
      try ask("{\"version\":1,\"command\":\"approve\"}\n").hasPrefix("HTTP/1.1 400 "))
    await agent.stop()
  }
}
