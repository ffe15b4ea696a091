import Foundation
import TestSupport
import XCTest

/// How a HAProxy is found that was started in other ways than by hand, with nothing configured.
final class FoundHAProxyTests: XCTestCase {
  private let inside = TemporaryDirectory.fresh

  /// Writes the first configuration, in which the folder of the balancer has another path.
  private func prepare(
    _ balancer: HAProxyServer, folder place: String
  ) async throws -> TrimtabAgent {
    let agent = try TrimtabAgent()
    let folder = agent.folder
    let outside = (balancer.configurationPath as NSString).deletingLastPathComponent
    try folder.write(
      balancer.preamble.replacingOccurrences(of: outside, with: place) + """
        frontend front
          bind 127.0.0.1:{{ key "bind" }}
          default_backend web
        backend web
          server a 127.0.0.1:{{ key "port" }}

        """, to: "haproxy.cfg.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(balancer.configurationPath)"
      apply = "haproxy"
      reload_interval = "0s"
      """, to: "trimtab.toml")
    try want(port: 1, agent)
    try balancer.write(try await agent.run("render", ["--stdout"]).standardOutput)
    return agent
  }

  private var bind: UInt16 = 0

  private func want(port: Int, _ agent: TrimtabAgent) throws {
    if bind == 0 { bind = try FreePort.next() }
    try agent.folder.replace(
      "services.toml",
      with: "[keys]\n\"bind\" = \"\(bind)\"\n\"port\" = \"\(port)\"\n")
  }

  private func arguments(_ place: String, socket: String) -> [String] {
    ["-Ws", "-f", "\(place)/haproxy.cfg", "-p", "\(place)/haproxy.pid", "-S", socket]
  }

  /// A change at run time and a reload reach the HAProxy that runs.
  private func checkChanges(
    of balancer: HAProxyServer, by agent: TrimtabAgent, through socket: String,
    _ process: RunningProcess, line: UInt = #line
  ) async throws {
    try await process.waitUntilReady {
      try balancer.masterCommand("show proc", within: 1).contains("worker")
        && balancer.workerProcess(within: 1) > 0
    }
    try await agent.start()
    let worker = try balancer.workerProcess()
    try want(port: 2, agent)
    try await agent.says("backend web: 1 address changed, no reload")
    XCTAssertEqual(try balancer.showServersState().first?.port, 2, line: line)
    XCTAssertEqual(try balancer.workerProcess(), worker, line: line)
    bind = try FreePort.next()
    try want(port: 2, agent)
    try await agent.says("reloaded HAProxy through `")
    try await agent.says("\(socket)`, worker ")
    XCTAssertNotEqual(try balancer.workerProcess(), worker, line: line)
    try await agent.stop()
  }

  func testOneThatSystemdStarted() async throws {
    for program in ServerBinaries.haproxies {
      let balancer = try HAProxyServer(program: program)
      let place = (balancer.configurationPath as NSString).deletingLastPathComponent
      let agent = try await prepare(balancer, folder: place)
      // As in the unit, with options of the master's socket as its manual has them.
      let words = arguments(place, socket: "\(balancer.masterSocket),level,admin")
      let notices = try DatagramReceiver(path: agent.folder.file("notify.sock"))
      let process = try RunningProcess(
        balancer.binary, words, environment: ["NOTIFY_SOCKET": agent.folder.file("notify.sock")])
      try await checkChanges(of: balancer, by: agent, through: balancer.masterSocket, process)
      var notice = notices.next()
      while let found = notice, !found.contains("READY=1") { notice = notices.next() }
      XCTAssertNotNil(notice, "\(program) did not say that it is ready")
      try await process.stop()
    }
  }

  func testOneWhoseSocketHasARelativePath() async throws {
    let balancer = try HAProxyServer()
    let place = (balancer.configurationPath as NSString).deletingLastPathComponent
    let agent = try await prepare(balancer, folder: place)
    let words = arguments(".", socket: "unix@master.sock")
    let process = try RunningProcess(balancer.binary, words, directory: place)
    try await checkChanges(
      of: balancer, by: agent, through: "/proc/\(process.pid)/cwd/master.sock", process)
    try await process.stop()
  }

  /// Its files and sockets have other paths than ours, and its processes other numbers.
  func testOneInAContainerThatSharesItsFolder() async throws {
    for program in ServerBinaries.haproxies {
      let balancer = try HAProxyServer(program: program)
      let outside = (balancer.configurationPath as NSString).deletingLastPathComponent
      let agent = try await prepare(balancer, folder: inside.path)
      let words = arguments(inside.path, socket: "\(inside.path)/master.sock")
      let script = "mount --bind \(outside) \(inside.path) && exec \"$@\""
      let process = try RunningProcess(
        ServerBinaries.find("unshare"),
        ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", script]
          + ["sh", balancer.binary] + words)
      try await checkChanges(
        of: balancer, by: agent, through: "/root\(inside.path)/master.sock", process)
      try await process.stop()
    }
  }

  func testOneThatUsesAnotherFileIsNamed() async throws {
    let (balancer, other) = (try HAProxyServer(), try HAProxyServer())
    let place = (balancer.configurationPath as NSString).deletingLastPathComponent
    let agent = try await prepare(balancer, folder: place)
    try other.write(other.preamble + "frontend f\n  bind 127.0.0.1:\(try FreePort.next())\n")
    try await other.start()
    try want(port: 3, agent)
    let result = try await agent.run("render")
    XCTAssertEqual(result.status, 7)
    XCTAssertTrue(
      result.standardError.contains(
        "process \(other.masterProcess) uses `\(other.configurationPath)`"), result.standardError)
    try await other.stop()
  }
}
