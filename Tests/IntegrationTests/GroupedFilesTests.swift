import Foundation
import TestSupport
import XCTest

/// A group of files: HAProxy's configuration and a map that it names.
final class GroupedFilesTests: XCTestCase {
  private var folder = TemporaryDirectory.fresh
  private var agent: RunningProcess?
  private var log: String { agent?.standardError ?? "" }

  private func write(weight: Int, network: String) throws {
    try folder.write(
      "[keys]\n\"weight\" = \"\(weight)\"\n\"network\" = \"\(network)\"\n", to: "services.toml")
  }

  private func configure(_ balancer: HAProxyServer) throws {
    try folder.write(
      balancer.preamble + """
        frontend front
          bind 127.0.0.1:\(try FreePort.next())
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
      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(balancer.configurationPath)"
      in_group = "balancer"
      [[template]]
      source = "nets.map.tmpl"
      destination = "nets.map"
      in_group = "balancer"
      """, to: "trimtab.toml")
  }

  private func says(_ text: String, line: UInt = #line) async {
    let isSaid = await eventually { log.contains(text) }
    XCTAssertTrue(isSaid, "expected `\(text)`:\n\(log)", line: line)
  }

  func testFilesAreCheckedInstalledAndAppliedTogether() async throws {
    let balancer = try HAProxyServer()
    try write(weight: 1, network: "10.0.0.0/8")
    try configure(balancer)
    let configuration = folder.file("trimtab.toml")
    let first = try await FinishedCommand.run(
      TrimtabBinary.path(), ["render", "-c", configuration, "--no-reload"])
    XCTAssertEqual(first.status, 0, first.standardError)
    try await balancer.start()
    agent = try RunningProcess(TrimtabBinary.path(), ["run", "-c", configuration])
    await says("started ")

    try write(weight: 2, network: "10.1.0.0/16")
    await says(
      "backend web: 1 weight changed, no reload; map \(folder.file("nets.map")): 1 entry, no reload"
    )
    let worker = try balancer.workerProcess()
    let map = try balancer.command("show map \(folder.file("nets.map"))")
    XCTAssertTrue(map.contains("10.1.0.0/16"), map)

    try write(weight: 3, network: "nonsense")
    await says("check refused the new file")
    XCTAssertEqual(try balancer.showServersState().first?.weight, 2)
    XCTAssertEqual(
      try String(contentsOfFile: folder.file("nets.map"), encoding: .utf8), "10.1.0.0/16 inside\n")
    let text = try String(contentsOfFile: balancer.configurationPath, encoding: .utf8)
    XCTAssertTrue(text.contains("weight 2"), "the configuration is good, but not its map")

    try write(weight: 3, network: "10.2.0.0/16")
    let isApplied = try await eventually { try balancer.showServersState().first?.weight == 3 }
    XCTAssertTrue(isApplied, log)
    XCTAssertEqual(try balancer.workerProcess(), worker, log)
    try await agent?.stop()
    try await balancer.stop()
  }

  func testFilesOfNginxAreCheckedAsOneConfiguration() async throws {
    let server = try NginxServer()
    let port = try FreePort.next()
    func name(_ zone: String, line: String = "") throws {
      try folder.write(
        "[keys]\n\"zone\" = \"\(zone)\"\n\"line\" = \"\(line)\"\n", to: "services.toml")
    }
    // Each file names what the other one declares: neither is good beside the other's old one.
    try folder.write(
      server.preamble + """
        limit_req_zone $binary_remote_addr zone={{ key "zone" }}:1m rate=1000r/s;
        include conf.d/*.conf;
        }

        """, to: "nginx.conf.tmpl")
    try folder.write(
      """
      server {
        listen 127.0.0.1:\(port);
        limit_req zone={{ key "zone" }} burst=100;
        {{ key "line" }}
        location / { return 200 "{{ key "zone" }}"; }
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
      source = "nginx.conf.tmpl"
      destination = "\(server.configurationPath)"
      in_group = "balancer"
      [[template]]
      source = "web.conf.tmpl"
      destination = "\(server.folder.file("conf.d/web.conf"))"
      in_group = "balancer"
      """, to: "trimtab.toml")
    let configuration = folder.file("trimtab.toml")
    let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
    try name("one")
    let first = try await FinishedCommand.run(
      TrimtabBinary.path(), ["render", "-c", configuration, "--no-reload"],
      environment: environment)
    XCTAssertEqual(first.status, 0, first.standardError)
    try await server.start()
    agent = try RunningProcess(
      TrimtabBinary.path(), ["run", "-c", configuration], environment: environment)
    await says("started ")

    try name("two")
    let isTwo = await eventually { (try? HTTPAnswer.get("/", port: port).text) == "two" }
    XCTAssertTrue(isTwo, log)
    try name("three", line: "no_such 1;")
    await says("unknown directive \\\"no_such\\\" in \(server.folder.file("conf.d/web.conf")):4")
    XCTAssertTrue(server.folder.text("nginx.conf")?.contains("zone=two:") == true, "not installed")
    try name("four")
    let isFour = await eventually { (try? HTTPAnswer.get("/", port: port).text) == "four" }
    XCTAssertTrue(isFour, log)
    try await agent?.stop()
    try await server.stop()
  }
}
