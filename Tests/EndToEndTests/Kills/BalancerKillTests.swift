import Foundation
import TestSupport
import XCTest

/// `kill -9` before each single step of a change of a running HAProxy: its file is always a whole
/// one, and after a restart HAProxy has what the registry has.
final class BalancerKillTests: XCTestCase {
  private struct World {
    let agent: LiveAgent
    let balancer: HAProxyServer
    let port: UInt16

    init() throws {
      agent = try LiveAgent()
      balancer = try HAProxyServer()
      port = try FreePort.next()
      try agent.write(
        balancer.preamble + """
          frontend front
            bind 127.0.0.1:\(port)
            default_backend web
          backend web
            retries {{ key "retries" }}
          {{- range service "web" }}
            server {{ .ID }} {{ .Address }}:{{ .Port }} weight {{ .Weights.Passing }}
          {{- end }}
          # end

          """, to: "a.tmpl")
      try agent.write(
        """
        registry.file = { path = "services.toml" }
        [[template]]
        source = "a.tmpl"
        destination = "\(balancer.configurationPath)"
        apply = "haproxy"
        reload_interval = "0s"
        [template.haproxy]
        drain = "0s"

        """, to: "trimtab.toml")
    }

    /// Servers `s` and a changing one, another weight each time; a reload is needed where `retries`
    /// is another.
    func want(_ number: Int, retries: Int) throws {
      let servers = [("s", 1, number % 100 + 1), ("t\(number)", number + 1, 1)]
      let text = servers.map { name, port, weight in
        """
        [[service]]
        name = "web"
        id = "\(name)"
        address = "127.0.0.1"
        port = \(port)
        weight = \(weight)

        """
      }
      try agent.write("\(text.joined())[keys]\nretries = \"\(retries)\"\n", to: "services.toml")
    }

    func hasIt(_ number: Int) throws -> Bool {
      try balancer.showServersState().map { "\($0.server):\($0.port)*\($0.weight)" }
        == ["s:1*\(number % 100 + 1)", "t\(number):\(number + 1)*1"]
    }

    var isWhole: Bool {
      (try? String(contentsOfFile: balancer.configurationPath, encoding: .utf8))?
        .hasSuffix("# end\n") == true
    }

    /// What the agent keeps beside the file.
    var leftovers: [String] {
      let folder = (balancer.configurationPath as NSString).deletingLastPathComponent
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.contains(".trimtab-") && !$0.hasSuffix("-lock") }
    }
  }

  private func checkEveryStep(_ retries: (Int) -> Int) async throws {
    let world = try World()
    try world.want(0, retries: retries(0))
    let first = try await FinishedCommand.run(
      TrimtabBinary.path(),
      ["render", "-c", world.agent.folder.file("trimtab.toml"), "--no-reload"])
    XCTAssertEqual(first.status, 0, first.standardError)
    try await world.balancer.start()
    for step in 1...200 {
      try world.want(step, retries: retries(step))
      try world.agent.start(environment: await KillSwitch.environment(at: step))
      let isOver = try await eventually(within: .seconds(60)) {
        try !world.agent.isRunning || world.hasIt(step) && world.leftovers.isEmpty
      }
      guard isOver else { return XCTFail("never over: \(world.agent.log)") }
      world.agent.send(SIGTERM)
      let end = await world.agent.waitForEnd()
      let what = world.agent.log.split(separator: "\n").last { $0.hasPrefix("killed") } ?? "no kill"
      XCTAssertTrue(world.isWhole, "\(what)")
      if end == .exited(0) {
        XCTAssertGreaterThan(step, 25, "fewer steps than thought")
        return try await world.balancer.stop()
      }
      try world.agent.start()
      let isHealed = try await eventually(within: .seconds(60)) {
        try world.agent.log.contains("INFO started") && world.hasIt(step)
          && world.leftovers.isEmpty
      }
      guard isHealed else {
        return XCTFail("not healed: \(what)\n\(world.agent.log)\n\(world.leftovers)")
      }
      XCTAssertTrue(world.isWhole, "\(what)")
      await world.agent.stop()
    }
    XCTFail("the agent never came to an end")
  }

  func testAChangeOfServersIsNeverLost() async throws { try await checkEveryStep { _ in 1 } }

  func testAReloadIsNeverLost() async throws { try await checkEveryStep { $0 % 7 + 1 } }
}
