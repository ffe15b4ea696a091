import Foundation
import TestSupport
import XCTest

/// consul-template as a service: changes, signals, its program, and what it does not die of.
final class ConsulTemplateRunTests: ConsulTemplateChecks {
  private func agent(
    _ template: String = "{{key \"run\"}}\n"
  ) async throws -> (agent: LiveConsulTemplate, consul: ConsulServer, flags: [String]) {
    let server = try await consul()
    try server.put("run", "red")
    let agent = try LiveConsulTemplate()
    try agent.folder.write(template, to: "a.tmpl")
    return (agent, server, ["-consul-addr", "127.0.0.1:\(server.port)", "-log-level=info"])
  }

  func testChangesAreWrittenAndCommandsRun() async throws {
    let (agent, consul, flags) = try await agent()
    try agent.start(flags + ["-template", "a.tmpl:a:cat a >> log", "-pid-file", "pid"])
    await agent.holds("log", "red\n")
    XCTAssertEqual(agent.folder.text("pid")?.isEmpty, false)
    XCTAssertFalse(agent.folder.text("pid")?.contains("\n") ?? true)
    try consul.put("run", "blue")
    await agent.holds("log", "red\nblue\n")
    agent.send(SIGINT)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(12))
    XCTAssertTrue(agent.log.contains("Cleaning up...\n"), agent.log)
    XCTAssertNil(agent.folder.text("pid"))
  }

  func testTheTermSignalEndsItAndTheOriginalSwallowsIt() async throws {
    let (agent, consul, flags) = try await agent()
    try agent.start(flags + ["-template", "a.tmpl:a"])
    await agent.holds("a", "red\n")
    agent.send(SIGTERM)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(0))
    try agent.start(flags + ["-template", "a.tmpl:a"], environment: ["TRIMTAB_STRICT": "1"])
    await agent.says("started version")
    try consul.put("run", "blue")
    await agent.holds("a", "blue\n")
    agent.send(SIGTERM)
    try consul.put("run", "green")
    await agent.holds("a", "green\n")
    agent.send(SIGINT)
    let strict = await agent.end()
    XCTAssertEqual(strict, .exited(12))
  }

  func testWhatIsInterruptedBeforeItWasDoneOnceHasNotSucceeded() async throws {
    for signal in [SIGTERM, SIGINT] {
      let silent = ScriptedServer {
        _ = $0.readRequest()
        $0.waitForClose()
      }
      defer { silent.stop() }
      let agent = try LiveConsulTemplate()
      try agent.folder.write("{{key `a`}}", to: "a.tmpl")
      try agent.start(
        ["-once", "-template", "a.tmpl:a", "-consul-addr", "127.0.0.1:\(silent.port)"])
      let hasAsked = await eventually { !silent.requests.isEmpty }
      XCTAssertTrue(hasAsked, agent.log)
      agent.send(signal)
      let end = await agent.end()
      XCTAssertEqual(end, .exited(12), agent.log)
    }
  }

  func testSignalsCanBeChosen() async throws {
    let (agent, _, flags) = try await agent()
    try agent.start(
      flags + ["-template", "a.tmpl:a", "-kill-signal", "SIGUSR1", "-reload-signal", "SIGUSR2"])
    await agent.holds("a", "red\n")
    agent.send(SIGUSR2)
    await agent.says("configuration read again")
    agent.send(SIGUSR1)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(12))
  }

  func testABrokenConfigurationIsRefusedAndTheOriginalDiesOfIt() async throws {
    for isStrict in [false, true] {
      let (agent, consul, flags) = try await agent()
      try agent.folder.write(
        "template { source = \"a.tmpl\", destination = \"a\" }", to: "c.hcl")
      try agent.start(flags + ["-config", "c.hcl"] + (isStrict ? ["-strict"] : []))
      await agent.holds("a", "red\n")
      try agent.folder.write("template {", to: "c.hcl")
      agent.send(SIGHUP)
      await agent.says("Reloading configuration...")
      await agent.says("this `{` is not closed")
      if isStrict {
        let end = await agent.end()
        XCTAssertEqual(end, .exited(15))
        continue
      }
      try consul.put("run", "blue")
      await agent.holds("a", "blue\n")
      try agent.folder.write(
        "template { source = \"a.tmpl\", destination = \"b\" }", to: "c.hcl")
      agent.send(SIGHUP)
      await agent.holds("b", "blue\n")
      // An empty file is one without templates, for the original as well.
      try agent.folder.write("", to: "c.hcl")
      agent.send(SIGHUP)
      await agent.says("the configuration is doubtful")
      await agent.says("no template is configured")
    }
  }

  func testAFailingCommandIsTriedAgainAndTheOriginalDiesOfIt() async throws {
    let (agent, _, flags) = try await agent()
    let template = ["-template", "a.tmpl:a:test -e good && touch applied"]
    try agent.start(flags + template + ["-strict"])
    let end = await agent.end()
    XCTAssertEqual(end, .exited(14))
    XCTAssertEqual(agent.folder.text("a"), "red\n")
    try FileManager.default.removeItem(atPath: agent.folder.file("a"))
    try agent.start(flags + template)
    await agent.says("apply failed")
    try agent.folder.write("", to: "good")
    await agent.holds("applied", "")
    XCTAssertTrue(agent.isRunning)
  }

  func testTheProgramIsToldOnceOfAllFiles() async throws {
    let (agent, consul, flags) = try await agent()
    try agent.folder.write(
      """
      #!/bin/sh
      trap 'cat a b c > told; echo told >> count' HUP
      echo started >> count
      while :; do sleep 0.02; done
      """, to: "child")
    chmod(agent.folder.file("child"), 0o755)
    try agent.folder.write(
      """
      exec { command = ["./child"], reload_signal = "SIGHUP", kill_timeout = "2s" }
      template { source = "a.tmpl", destination = "a", command = "echo one >> count" }
      template { source = "a.tmpl", destination = "b" }
      template { source = "a.tmpl", destination = "c", command = "echo two >> count" }
      """, to: "c.hcl")
    try agent.start(flags + ["-config", "c.hcl"])
    await agent.holds("count", "one\ntwo\nstarted\n")
    try consul.put("run", "blue")
    await agent.holds("count", "one\ntwo\nstarted\none\ntwo\ntold\n")
    XCTAssertEqual(agent.folder.text("told"), "blue\nblue\nblue\n")
    agent.send(SIGINT)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(12))
  }

  func testOtherSignalsAreForTheProgramWhoseStatusIsOurs() async throws {
    let (agent, _, flags) = try await agent()
    try agent.start(
      flags + [
        "-template", "a.tmpl:a",
        "-exec", "trap 'exit 5' USR1; touch up; while :; do sleep 0.02; done",
      ])
    await agent.holds("up", "")
    agent.send(SIGUSR1)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(5))
  }

  func testReloadingKeepsTheProgramAndTheOriginalStartsItAnew() async throws {
    for isStrict in [false, true] {
      let (agent, _, flags) = try await agent()
      try agent.start(
        flags + [
          "-template", "a.tmpl:a", "-exec", "echo up >> count; exec sleep 1000",
          "-exec-kill-timeout=5s",
        ] + (isStrict ? ["-strict"] : []))
      await agent.holds("count", "up\n")
      agent.send(SIGHUP)
      if isStrict {
        await agent.holds("count", "up\nup\n")
      } else {
        await agent.says("configuration read again")
        XCTAssertEqual(agent.folder.text("count"), "up\n")
      }
    }
  }

  func testADryRunPrintsEachChangeAndWritesNothing() async throws {
    let (agent, consul, flags) = try await agent()
    try agent.start(flags + ["-template", "a.tmpl:a:touch ran", "-dry"])
    let first = await eventually(within: .seconds(60)) { agent.output == "> a\nred\n" }
    XCTAssertTrue(first, agent.output)
    try consul.put("run", "blue")
    let second = await eventually(within: .seconds(60)) {
      agent.output == "> a\nred\n> a\nblue\n"
    }
    XCTAssertTrue(second, agent.output)
    XCTAssertNil(agent.folder.text("a"))
    XCTAssertNil(agent.folder.text("ran"))
  }

  func testItWaitsForARegistryAndTheOriginalGivesUp() async throws {
    let (agent, _, _) = try await agent()
    let flags = [
      "-template", "a.tmpl:a", "-consul-addr", "127.0.0.1:1", "-consul-retry-attempts", "1",
      "-consul-retry-backoff", "10ms",
    ]
    try agent.start(flags + ["-strict"])
    let end = await agent.end()
    XCTAssertEqual(end, .exited(14))
    XCTAssertTrue(agent.log.contains("was not answered 2 times"), agent.log)
    try agent.start(flags)
    await agent.says("registry does not answer")
    XCTAssertTrue(agent.isRunning)
  }

  func testTheServiceManagerIsTold() async throws {
    let (agent, _, flags) = try await agent()
    let socket = agent.folder.file("notify")
    let receiver = try DatagramReceiver(path: socket)
    try agent.start(
      flags + ["-template", "a.tmpl:a"], environment: ["NOTIFY_SOCKET": socket])
    await agent.holds("a", "red\n")
    let told = await eventually(within: .seconds(60)) { receiver.next() == "READY=1" }
    XCTAssertTrue(told)
  }
}
