import Foundation
import TestSupport
import XCTest

/// The program of `exec`, waiting, and what `-once` waits for.
final class ConsulTemplateProgramTests: ConsulTemplateChecks {
  private func agent(
    _ name: String
  ) async throws -> (agent: LiveConsulTemplate, consul: ConsulServer, flags: [String]) {
    let server = try await consul()
    let agent = try LiveConsulTemplate()
    try agent.folder.write("{{key \"program/\(name)\"}}\n", to: "a.tmpl")
    return (
      agent, server,
      ["-consul-addr", "127.0.0.1:\(server.port)", "-log-level=info", "-template"]
    )
  }

  func testOnceWaitsForAKey() async throws {
    let (agent, consul, flags) = try await agent("once")
    try agent.start(flags + ["a.tmpl:a", "-once"])
    await agent.says("waiting for data")
    XCTAssertTrue(agent.isRunning)
    try consul.put("program/once", "red")
    let end = await agent.end()
    XCTAssertEqual(end, .exited(0))
    XCTAssertEqual(agent.folder.text("a"), "red\n")
  }

  func testChangesThatFollowEachOtherAreOne() async throws {
    let (agent, consul, flags) = try await agent("wait")
    try consul.put("program/wait", "red")
    try agent.start(flags + ["a.tmpl:a:cat a >> log", "-wait", "2s:30s"])
    // The first time nothing is waited for.
    await agent.holds("log", "red\n")
    try consul.put("program/wait", "blue")
    try consul.put("program/wait", "green")
    await agent.holds("log", "red\ngreen\n")
  }

  func testAProgramThatDoesNotEndIsKilled() async throws {
    let (agent, consul, flags) = try await agent("kill")
    try consul.put("program/kill", "red")
    try agent.folder.write("trap '' INT TERM; echo $$ > pid; while :; do sleep 1; done", to: "p")
    try agent.start(
      flags + ["a.tmpl:a", "-exec", "exec sh p", "-exec-kill-timeout", "50ms"])
    let isUp = await eventually { agent.folder.text("pid")?.hasSuffix("\n") == true }
    XCTAssertTrue(isUp, agent.log)
    let process = try XCTUnwrap(Int32(agent.folder.text("pid")?.dropLast() ?? ""))
    agent.send(SIGINT)
    let end = await agent.end()
    XCTAssertEqual(end, .exited(12))
    XCTAssertEqual(kill(process, 0), -1)
  }

  func testAProgramMayHearOfNothing() async throws {
    let (agent, consul, flags) = try await agent("silent")
    try consul.put("program/silent", "red")
    try agent.folder.write("echo up >> count; while :; do sleep 0.05; done", to: "p")
    try agent.start(flags + ["a.tmpl:a", "-exec", "exec sh p", "-exec-reload-signal="])
    await agent.holds("count", "up\n")
    try consul.put("program/silent", "blue")
    await agent.holds("a", "blue\n")
    agent.send(SIGINT)
    _ = await agent.end()
    try agent.start(flags + ["a.tmpl:a", "-exec", "exec sh p"])
    await agent.holds("count", "up\nup\n")
    // With no signal named it is started anew.
    try consul.put("program/silent", "green")
    await agent.holds("count", "up\nup\nup\n")
  }

  func testAProgramSeesTheEnvironmentItIsGiven() async throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "x")
    let show = "echo $KEPT-$GONE-$NEW-${CONSUL_HTTP_ADDR:+addr}"
    for (flags, said) in [
      ([], "k-g--addr\n"), (["-exec-env-pristine"], "---addr\n"),
      (["-exec-env-allowlist", "KE*"], "k---addr\n"),
      (["-exec-env-denylist", "GON?", "-exec-env-custom", "NEW=n"], "k--n-addr\n"),
    ] as [([String], String)] {
      let result = try await run(
        program, ["-template", "a.tmpl:a", "-once", "-exec", show] + flags,
        environment: ["KEPT": "k", "GONE": "g"])
      XCTAssertEqual(result.output, said, result.errors)
    }
  }

  func testADryRunStartsTheProgramAllTheSame() async throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "x\n")
    let result = try await run(
      program, ["-template", "a.tmpl:a", "-once", "-dry", "-exec", "echo up; exit 3"])
    XCTAssertEqual(result.status, 3, result.errors)
    XCTAssertEqual(result.output, "> a\nx\nup\n")
    XCTAssertFalse(program.has("a"))
  }
}
