import Foundation
import TestSupport
import XCTest

/// `apply = "haproxy"`, with the program, the file registry and a real HAProxy of each version.
final class HAProxyApplyTests: XCTestCase {
  /// A HAProxy that follows a file of services.
  private final class World {
    let balancer: HAProxyServer
    let agent: TrimtabAgent
    let port: UInt16
    private let extra: String
    private let wrapper: [String]

    /// `wrapper` is a program that runs the agent; `MASTER` in the settings is the master's socket.
    init(_ program: String, settings extra: String = "", wrapper: [String] = []) throws {
      balancer = try HAProxyServer(program: program)
      agent = try TrimtabAgent()
      port = try FreePort.next()
      self.extra = extra.replacingOccurrences(of: "MASTER", with: balancer.masterSocket)
      self.wrapper = wrapper
    }

    var log: String { agent.log }
    private var folder: TemporaryDirectory { agent.folder }

    func servers(_ list: [(name: String, port: Int)], bind: UInt16? = nil) throws {
      let services = list.map { server in
        """
        [[service]]
        name = "web"
        id = "\(server.name)"
        address = "127.0.0.1"
        port = \(server.port)

        """
      }
      try folder.replace(
        "services.toml",
        with: "\(services.joined())[keys]\n\"bind\" = \"\(bind ?? port)\"\n")
    }

    func start() async throws {
      try folder.write(
        balancer.preamble + """
          frontend front
            bind 127.0.0.1:{{ key "bind" }}
            default_backend web
          backend web
          {{- range service "web" }}
            server {{ .ID }} {{ .Address }}:{{ .Port }}
          {{- end }}

          """, to: "haproxy.cfg.tmpl")
      try folder.write(
        """
        [registry.file]
        path = "services.toml"
        [[template]]
        source = "haproxy.cfg.tmpl"
        destination = "\(balancer.configurationPath)"
        apply = "haproxy"
        \(extra)
        """, to: "trimtab.toml")
      try balancer.write(try await agent.run("render", ["--stdout"]).standardOutput)
      try await balancer.start()
      try await agent.start(through: wrapper)
    }

    func balanced() throws -> [String] {
      try balancer.showServersState().filter { !$0.isInMaintenance }.map {
        "\($0.server):\($0.port)"
      }
    }

    func stop() async throws {
      try await agent.stop()
      try await balancer.stop()
    }
  }

  private func eachVersion(
    settings: String = "", wrapper: [String] = [], _ body: (World) async throws -> Void
  ) async throws {
    for program in ServerBinaries.haproxies {
      let world = try World(program, settings: settings, wrapper: wrapper)
      try world.servers([("a", 1), ("b", 2)])
      try await world.start()
      try await body(world)
      try await world.stop()
    }
  }

  func testServersComeAndGoWithoutAReload() async throws {
    try await eachVersion { world in
      let worker = try world.balancer.workerProcess()
      try world.servers([("b", 3), ("c", 4)])
      let isFollowed = try await eventually { try world.balanced() == ["b:3", "c:4"] }
      XCTAssertTrue(isFollowed, world.log)
      let isSaid = await eventually {
        world.log.contains("backend web: +1 server, -1 server, 1 address changed, no reload")
      }
      XCTAssertTrue(isSaid, world.log)
      XCTAssertEqual(try world.balancer.workerProcess(), worker)
    }
  }

  func testTheDifferenceShowsWhatWouldBeDone() async throws {
    try await eachVersion { world in
      try await world.agent.stop()
      try world.servers([("b", 3), ("c", 4)])
      let diff = try await world.agent.run("diff")
      XCTAssertEqual(diff.status, 1, diff.standardError)
      XCTAssertTrue(
        diff.standardError.contains(
          "note: backend web: +1 server, -1 server, 1 address changed, no reload"),
        diff.standardError)
      XCTAssertTrue(
        diff.standardError.contains("  add server web/c 127.0.0.1:4"), diff.standardError)
      XCTAssertEqual(try world.balanced(), ["a:1", "b:2"])
      try world.servers([("a", 1), ("b", 2)], bind: 1)
      let other = try await world.agent.run("diff")
      XCTAssertTrue(
        other.standardError.contains("note: reload: section `frontend front`: `bind`"),
        other.standardError)
    }
  }

  func testAVersionThatTheBalancerRejectsIsTakenBack() async throws {
    let occupant = try SilentListener()
    try await eachVersion { world in
      let good = try String(contentsOfFile: world.balancer.configurationPath, encoding: .utf8)
      try world.servers([("a", 1), ("b", 2)], bind: occupant.port)
      let isSaid = await eventually { world.log.contains("the last good files are back in place") }
      XCTAssertTrue(isSaid, world.log)
      XCTAssertTrue(world.log.contains("Address already in use"), world.log)
      XCTAssertEqual(
        try String(contentsOfFile: world.balancer.configurationPath, encoding: .utf8), good)
      try world.servers([("a", 1), ("b", 5)])
      let isFollowed = try await eventually { try world.balanced() == ["a:1", "b:5"] }
      XCTAssertTrue(isFollowed, world.log)
    }
  }

  func testWhatSomebodyElseChangedIsSetBack() async throws {
    let settings = "[template.haproxy]\ndrift_interval = \"100ms\""
    try await eachVersion(settings: settings) { world in
      _ = try world.balancer.command("set server web/a addr 127.0.0.1 port 99")
      let isHealed = try await eventually { try world.balanced() == ["a:1", "b:2"] }
      XCTAssertTrue(isHealed, world.log)
      let isSaid = await eventually { world.log.contains("healed") }
      XCTAssertTrue(isSaid, world.log)
    }
  }

  /// As in a container of its own, which shares only the folder with the sockets: the processes of
  /// HAProxy cannot be seen, and their numbers mean nothing.
  func testAHAProxyOfAnotherNamespaceOfProcessesIsChangedThroughItsSockets() async throws {
    let wrapper = [
      try ServerBinaries.find("unshare"), "--pid", "--fork", "--kill-child", "--mount-proc",
    ]
    let settings = "reload_interval = \"0s\"\n[template.haproxy]\nmaster_socket = \"MASTER\""
    try await eachVersion(settings: settings, wrapper: wrapper) { world in
      let worker = try world.balancer.workerProcess()
      try world.servers([("b", 3)])
      let isFollowed = try await eventually { try world.balanced() == ["b:3"] }
      XCTAssertTrue(isFollowed, world.log)
      XCTAssertEqual(try world.balancer.workerProcess(), worker)
      try world.servers([("b", 3)], bind: try FreePort.next())
      let isReloaded = try await eventually { try world.balancer.workerProcess() != worker }
      XCTAssertTrue(isReloaded, world.log)
      let isSaid = await eventually {
        world.log.contains("reloaded HAProxy through `\(world.balancer.masterSocket)`")
      }
      XCTAssertTrue(isSaid, world.log)
    }
  }

  func testWithoutAMastersSocketAnotherNamespaceIsToldWhatToSet() async throws {
    let wrapper = [
      try ServerBinaries.find("unshare"), "--pid", "--fork", "--kill-child", "--mount-proc",
    ]
    let world = try World("haproxy", settings: "reload_interval = \"0s\"", wrapper: wrapper)
    try world.servers([("a", 1)])
    try await world.start()
    let worker = try world.balancer.workerProcess()
    try world.servers([("a", 1)], bind: try FreePort.next())
    let isSaid = await eventually {
      world.log.contains("set `master_socket`, `pid_file` or `reload`")
    }
    XCTAssertTrue(isSaid, world.log)
    XCTAssertEqual(try world.balancer.workerProcess(), worker)
    try await world.stop()
  }
}
