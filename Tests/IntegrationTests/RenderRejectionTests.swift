import Foundation
import TestSupport
import XCTest

/// `render` and a balancer that rejects what its check had accepted: the last good files are back
/// in place when it ends, as with `run`.
final class RenderRejectionTests: XCTestCase {
  private var folder = TemporaryDirectory.fresh
  private let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

  private func render() async throws -> FinishedCommand {
    try await FinishedCommand.run(
      TrimtabBinary.path(), ["render", "-c", folder.file("trimtab.toml")], environment: environment)
  }

  private func write(bind: String, weight: Int = 1, network: String = "10.0.0.0/8") throws {
    try folder.write(
      """
      [keys]
      "bind" = "\(bind)"
      "weight" = "\(weight)"
      "network" = "\(network)"
      """, to: "services.toml")
  }

  /// The map comes first: what is before the configuration must not hide what that was.
  private func configure(_ balancer: HAProxyServer) throws {
    try folder.write(
      balancer.preamble + """
        frontend front
          bind {{ key "bind" }}
          http-request set-header x %[src,map_ip(\(folder.file("nets.map")),none)]
          default_backend web
        backend web
          server a 127.0.0.1:1 weight {{ key "weight" }}

        """, to: "haproxy.cfg.tmpl")
    try folder.write("{{ key \"network\" }} inside\n", to: "nets.map.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [group.balancer]
      apply = "haproxy"
      main = "\(balancer.configurationPath)"
      check = ["\(balancer.binary)", "-c", "-f", "{{.src}}"]
      [[template]]
      source = "nets.map.tmpl"
      destination = "nets.map"
      in_group = "balancer"
      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(balancer.configurationPath)"
      in_group = "balancer"
      """, to: "trimtab.toml")
  }

  private func check(
    _ balancer: HAProxyServer, afterRejectionOf bind: String, _ reason: String, line: UInt = #line
  ) async throws {
    let good = try String(contentsOfFile: balancer.configurationPath, encoding: .utf8)
    let map = folder.text("nets.map")
    let worker = try balancer.workerProcess()
    try write(bind: bind, weight: 7, network: "10.7.0.0/16")
    let rejected = try await render()
    XCTAssertEqual(rejected.status, 11, rejected.standardError, line: line)
    for path in [balancer.configurationPath, folder.file("nets.map")] {
      let text =
        "error: the balancer rejected the new `\(path)`; the last good file is back in place: "
      XCTAssertTrue(
        rejected.standardError.contains(text), rejected.standardError, line: line)
    }
    XCTAssertTrue(rejected.standardError.contains(reason), rejected.standardError, line: line)
    XCTAssertEqual(
      try String(contentsOfFile: balancer.configurationPath, encoding: .utf8), good, line: line)
    XCTAssertEqual(folder.text("nets.map"), map, line: line)
    XCTAssertEqual(try balancer.workerProcess(), worker, line: line)
    XCTAssertEqual(try balancer.showServersState().first?.weight, 1, line: line)
    let marks = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains("trimtab-pending") }
    XCTAssertEqual(marks, [], line: line)
  }

  func testFilesThatHAProxyRejectsAreTakenBack() async throws {
    let occupant = try SilentListener()
    for program in ServerBinaries.haproxies {
      folder = try TemporaryDirectory()
      let balancer = try HAProxyServer(program: program)
      let bind = "127.0.0.1:\(try FreePort.next())"
      try configure(balancer)
      try write(bind: bind)
      try folder.write("10.0.0.0/8 inside\n", to: "nets.map")
      let first = try await FinishedCommand.run(
        TrimtabBinary.path(), ["render", "-c", folder.file("trimtab.toml"), "--no-reload"],
        environment: environment)
      XCTAssertEqual(first.status, 0, first.standardError)
      try await balancer.start()
      let settled = try await render()
      XCTAssertEqual(settled.status, 0, settled.standardError)
      // Nobody tries sockets of this kind before the reload.
      try await check(
        balancer, afterRejectionOf: "unix@\(folder.file("missing"))/x.sock",
        "HAProxy refused the new configuration and goes on with the old one")
      try await check(
        balancer, afterRejectionOf: "127.0.0.1:\(occupant.port)", "Address already in use")
      let worker = try balancer.workerProcess()
      let port = try FreePort.next()
      try write(bind: "127.0.0.1:\(port)", weight: 2, network: "10.2.0.0/16")
      let good = try await render()
      XCTAssertEqual(good.status, 0, good.standardError)
      XCTAssertNotEqual(try balancer.workerProcess(), worker, good.standardError)
      XCTAssertEqual(try balancer.showServersState().first?.weight, 2)
      XCTAssertTrue(
        try balancer.command("show map \(folder.file("nets.map"))").contains("10.2.0.0/16"))
      try await balancer.stop()
    }
  }

  private func configure(_ server: NginxServer, _ port: UInt16) throws {
    try folder.write(
      server.preamble + "\ninclude conf.d/*.conf;\n# {{ key \"weight\" }}\n}\n",
      to: "nginx.conf.tmpl")
    try folder.write(
      """
      server {
        listen 127.0.0.1:\(port);
        {{ if key "bind" }}listen {{ key "bind" }};{{ end }}
        location / { return 200 "{{ key "weight" }}"; }
      }

      """, to: "web.conf.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [group.balancer]
      apply = "nginx"
      reload_interval = "0s"
      [[template]]
      source = "web.conf.tmpl"
      destination = "\(server.folder.file("conf.d/web.conf"))"
      in_group = "balancer"
      [[template]]
      source = "nginx.conf.tmpl"
      destination = "\(server.configurationPath)"
      in_group = "balancer"
      """, to: "trimtab.toml")
  }

  func testFilesThatNginxRejectsAreTakenBack() async throws {
    let occupant = try SilentListener()
    let server = try NginxServer()
    let port = try FreePort.next()
    try configure(server, port)
    try write(bind: "")
    let first = try await FinishedCommand.run(
      TrimtabBinary.path(), ["render", "-c", folder.file("trimtab.toml"), "--no-reload"],
      environment: environment)
    XCTAssertEqual(first.status, 0, first.standardError)
    try await server.start()
    let settled = try await render()
    XCTAssertEqual(settled.status, 0, settled.standardError)
    let files = ["nginx.conf", "conf.d/web.conf"]
    let good = files.map { server.folder.text($0) }
    try write(bind: "127.0.0.1:\(occupant.port)", weight: 2)
    let rejected = try await render()
    XCTAssertEqual(rejected.status, 11, rejected.standardError)
    XCTAssertTrue(
      rejected.standardError.contains("Address already in use"), rejected.standardError)
    XCTAssertEqual(files.map { server.folder.text($0) }, good)
    XCTAssertEqual(try HTTPAnswer.get("/", port: port).text, "1")
    try write(bind: "", weight: 3)
    let next = try await render()
    XCTAssertEqual(next.status, 0, next.standardError)
    let isFollowed = await eventually { (try? HTTPAnswer.get("/", port: port).text) == "3" }
    XCTAssertTrue(isFollowed, server.errorLog)
    try await server.stop()
  }

  func testWhatCannotBePutBackStaysPending() async throws {
    let occupant = try SilentListener()
    let server = try NginxServer()
    let port = try FreePort.next()
    try configure(server, port)
    try write(bind: "127.0.0.1:\(occupant.port)")
    try server.write(NginxServer.server(port, "old"))
    try await server.start()
    // There was no file that could be put back.
    let rejected = try await render()
    XCTAssertEqual(rejected.status, 7, rejected.standardError)
    XCTAssertTrue(
      rejected.standardError.contains("is installed and could not be applied"),
      rejected.standardError)
    XCTAssertTrue(server.folder.text("nginx.conf")?.contains("conf.d/*.conf") == true)
    try await server.stop()
  }
}
