import Foundation
import TestSupport
import XCTest

/// `apply = "nginx"`, with the program, the file registry and a real nginx.
final class NginxApplyTests: XCTestCase {
  /// An nginx whose upstreams and listeners are files that follow a file of services.
  private final class World {
    let server: NginxServer
    private let agent: TrimtabAgent
    let port: UInt16

    init() throws {
      server = try NginxServer()
      agent = try TrimtabAgent()
      port = try FreePort.next()
    }

    var log: String { agent.log }
    var folder: TemporaryDirectory { agent.folder }
    var included: String { server.folder.file("conf.d/web.conf") }

    /// What the template asks for: the answer, the port of a second listener and a free line.
    func say(_ answer: String, second: UInt16? = nil, line: String = "") throws {
      try folder.replace(
        "services.toml",
        with: """
          [keys]
          "answer" = "\(answer)"
          "second" = "\(second ?? port)"
          "line" = "\(line)"
          """)
    }

    func start(settings: String = "", reload: String? = nil, more: String = "") async throws {
      try server.write("include conf.d/*.conf; include conf.d2/*.conf;")
      try folder.write(
        """
        server {
          listen 127.0.0.1:\(port);
          listen 127.0.0.1:{{ key "second" }};
          {{ key "line" }}
          keepalive_requests 1000000;
          location / { return 200 "{{ key "answer" }}"; }
        }

        """.replacingOccurrences(
          of: "  listen 127.0.0.1:{{ key \"second\" }};",
          with: "{{ if ne (key \"second\") \"\(port)\" }}"
            + "  listen 127.0.0.1:{{ key \"second\" }};{{ end }}"), to: "web.tmpl")
      let text = """
        [registry.file]
        path = "services.toml"
        [[template]]
        source = "web.tmpl"
        destination = "\(included)"
        apply = "nginx"
        reload_interval = "0s"
        \(try reload.map(reloadSetting) ?? "")
        [template.nginx]
        configuration = "\(server.configurationPath)"
        \(settings)

        """
      try folder.write(text, to: "trimtab.toml")
      try server.folder.write(
        try await agent.run("render", ["--stdout"]).standardOutput, to: "conf.d/web.conf")
      try folder.write(text + more, to: "trimtab.toml")
      try await server.start()
      try await agent.start()
    }

    /// Has nginx reload by a script that does something before, in the folder.
    func reloadSetting(_ text: String) throws -> String {
      let script = try folder.write(
        "#!/bin/sh\ncd \(folder.path)\n\(text)\nkill -HUP $(cat \(server.pidFile))\n",
        to: "reload")
      chmod(script, 0o755)
      return "reload = \"\(script)\""
    }

    func answers(_ answer: String, line: UInt = #line) async {
      let isSo = await eventually { (try? HTTPAnswer.get("/", port: port).text) == answer }
      XCTAssertTrue(isSo, log + server.errorLog, line: line)
    }

    func says(_ text: String, line: UInt = #line) async {
      let isSo = await eventually { log.contains(text) }
      XCTAssertTrue(isSo, log + server.errorLog, line: line)
    }

    func stop() async throws {
      try await agent.stop()
      try await server.stop()
    }
  }

  func testAFileThatTheWholeConfigurationRefusesIsNotInstalled() async throws {
    let world = try World()
    try world.say("one")
    try await world.start()
    let good = world.server.folder.text("conf.d/web.conf")
    try world.say("two", line: "no_such 1;")
    await world.says("unknown directive \\\"no_such\\\" in \(world.included):")
    XCTAssertEqual(world.server.folder.text("conf.d/web.conf"), good)
    try world.say("three")
    await world.answers("three")
    await world.says("2 new workers")
    try await world.stop()
  }

  func testAVersionThatNginxRejectsIsTakenBack() async throws {
    let occupant = try SilentListener()
    let world = try World()
    try world.say("one")
    try await world.start()
    let good = world.server.folder.text("conf.d/web.conf")
    try world.say("two", second: occupant.port)
    await world.says("the last good files are back in place")
    await world.says("nginx could not listen at 127.0.0.1:\(occupant.port)")
    XCTAssertEqual(world.server.folder.text("conf.d/web.conf"), good)
    await world.answers("one")
    try world.say("three", second: try FreePort.next())
    await world.answers("three")
    try await world.stop()
  }

  /// Nobody could tell whether nginx means the one or the other.
  func testAVersionThatComesDuringAReloadWaitsForItsVerdict() async throws {
    let world = try World()
    try world.say("one")
    try world.folder.write("{{ key \"answer\" }}", to: "seen.tmpl")
    try world.folder.write("", to: "refuse")
    try await world.start(
      reload: """
        if test -e refuse; then
          touch reloading
          until test -e go; do sleep 0.02; done
          rm refuse
          exit 0
        fi
        """,
      more: "[[template]]\nsource = \"seen.tmpl\"\ndestination = \"seen\"")
    try world.say("two")
    let isReloading = await eventually { world.folder.text("reloading") != nil }
    XCTAssertTrue(isReloading, world.log)
    try world.say("three")
    let isSeen = await eventually { world.folder.text("seen") == "three" }
    XCTAssertTrue(isSeen, world.log)
    try world.folder.write("", to: "go")
    await world.says("the last good files are back in place")
    await world.answers("three")
    try await world.stop()
  }

  func testFilesAreTakenBackAllOrNone() async throws {
    let world = try World()
    let place = world.server.folder.file("conf.d2")
    func makePlace() throws {
      try? FileManager.default.removeItem(atPath: place)
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true)
    }
    try makePlace()
    try world.say("one")
    try world.folder.write("# {{ key \"answer\" }}", to: "other.tmpl")
    try await world.start(
      reload: """
        if test -e sprung; then
          until test -d \(place); do sleep 0.02; done
          rm sprung
          exit 0
        fi
        if test -e trap; then
          mv trap sprung
          rm -r \(place)
          touch \(place)
          exit 0
        fi
        """,
      more: """
        [[template]]
        source = "other.tmpl"
        destination = "\(place)/other.conf"
        apply = "nginx"
        reload_interval = "0s"
        reload = "\(world.folder.file("reload"))"
        [template.nginx]
        configuration = "\(world.server.configurationPath)"
        """)
    await world.says("applied")
    let good = world.server.folder.text("conf.d/web.conf")
    try world.folder.write("", to: "trap")
    try world.say("two")
    await world.says("cannot put the last good files back")
    XCTAssertNotEqual(world.server.folder.text("conf.d/web.conf"), good)
    try makePlace()
    await world.says("the last good files are back in place")
    XCTAssertEqual(world.server.folder.text("conf.d/web.conf"), good)
    XCTAssertEqual(world.server.folder.text("conf.d2/other.conf"), "# one")
    try await world.stop()
  }

  func testAReloadThatFailsLateIsTakenBack() async throws {
    let world = try World()
    try world.say("one", line: "set $a b;")
    try await world.start()
    let good = world.server.folder.text("conf.d/web.conf")
    // `nginx -t` does not see that a key of a shared zone changes: only the reload does.
    try world.server.write(
      "limit_req_zone $binary_remote_addr zone=z:1m rate=9r/s;\ninclude conf.d/*.conf;")
    try world.say("one", line: "limit_req zone=z burst=9;")
    await world.says("2 new workers")
    XCTAssertNotEqual(world.server.folder.text("conf.d/web.conf"), good)
    let limited = world.server.folder.text("conf.d/web.conf")
    try world.server.write("limit_req_zone $uri zone=z:1m rate=9r/s;\ninclude conf.d/*.conf;")
    try world.say("two", line: "limit_req zone=z burst=8;")
    await world.says("the last good files are back in place")
    await world.says("[emerg]")
    XCTAssertEqual(world.server.folder.text("conf.d/web.conf"), limited)
    await world.answers("one")
    try await world.stop()
  }

  func testNoRequestFailsWhileNginxIsReloaded() async throws {
    let world = try World()
    try world.say("0")
    try await world.start()
    let (clients, end) = (LoadClients(port: world.port), 15)
    await clients.run {
      for number in 1...end {
        try? world.say("\(number)")
        await world.answers("\(number)")
      }
    }
    XCTAssertEqual(clients.failures, [], world.log)
    XCTAssertGreaterThan(clients.requests, 1000)
    let reloads = world.log.components(separatedBy: "reloaded nginx").count - 1
    XCTAssertGreaterThanOrEqual(reloads, end - 5)
    print("requests: \(clients.requests), reloads: \(reloads), closed idle: \(clients.closedIdle)")
    try await world.stop()
  }
}

/// Clients that ask over and over: half of them with a connection for each request, half with one
/// that they keep.
private final class LoadClients: @unchecked Sendable {
  // `@unchecked`: the counters are only touched under the lock.
  private let lock = NSLock()
  private let port: UInt16
  private(set) var failures: [String] = []
  private(set) var requests = 0
  /// Kept connections that the server closed between two answers, which it may at any time: the
  /// client has to ask again, as the standard says.
  private(set) var closedIdle = 0
  private var isEnding = false

  init(port: UInt16) { self.port = port }

  func run(_ body: () async -> Void) async {
    let group = DispatchGroup()
    for number in 0..<8 {
      group.enter()
      Thread.detachNewThread { [self] in
        while !lock.withLock({ isEnding }) { number % 2 == 0 ? askOnce() : askKept() }
        group.leave()
      }
    }
    await body()
    lock.withLock { isEnding = true }
    await withCheckedContinuation { continuation in
      group.notify(queue: .global()) { continuation.resume() }
    }
  }

  private func askOnce() {
    do {
      let answer = try HTTPAnswer.get("/", port: port)
      lock.withLock {
        requests += 1
        if answer.status != 200 { failures.append("status \(answer.status)") }
      }
    } catch {
      lock.withLock { failures.append("\(error)") }
    }
  }

  private func askKept() {
    do {
      let socket = try PlainSocket(to: .port(port))
      for number in 0..<200 {
        do {
          try socket.send(Data("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
          let answer = try socket.receive()
          if answer.isEmpty { throw TestSupportError("closed") }
          let isGood = answer.starts(with: Data("HTTP/1.1 200".utf8))
          lock.withLock {
            requests += 1
            if !isGood { failures.append(String(decoding: answer, as: UTF8.self)) }
          }
        } catch {
          guard number > 0 else { throw error }
          return lock.withLock { closedIdle += 1 }
        }
      }
    } catch {
      lock.withLock { failures.append("first on a connection: \(error)") }
    }
  }
}
