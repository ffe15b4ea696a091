import Foundation
import LoadBalancing
import TestSupport
import XCTest

/// Whatever way a change takes, the running HAProxy is then as one that was just started with the
/// new text. `RANDOM_PLANS` is the number of changes for each version, and `RANDOM_SEED` the seed.
final class RandomPlanTests: XCTestCase {
  private let variables = ProcessInfo.processInfo.environment

  func testARunningHAProxyBecomesAsANewOne() async throws {
    let count = variables["RANDOM_PLANS"].flatMap(Int.init) ?? 12
    let seed = variables["RANDOM_SEED"].flatMap(UInt64.init) ?? 7
    for program in ServerBinaries.haproxies {
      var backends = RandomBackends(seed: seed)
      let world = try World(program)
      var text = backends.text()
      while try await !world.accepts(text) {
        backends.change()
        text = backends.text()
      }
      try await world.start(text)
      var methods: [String: Int] = [:]
      for number in 1...count {
        let before = text
        let disturbances = backends.disturbances()
        repeat {
          backends.change()
          text = backends.text()
        } while try await !world.accepts(text)
        try world.disturb(disturbances)
        let report = try await world.apply(text)
        methods[report.method.rawValue, default: 0] += 1
        let (running, fresh) = (try world.state(), try await world.stateOfNewOne(text))
        guard running == fresh else {
          XCTFail(
            """
            \(program), seed \(seed), change \(number) (\(report.summary))
            running: \(Set(running).subtracting(fresh).sorted().joined(separator: "\n"))
            new: \(Set(fresh).subtracting(running).sorted().joined(separator: "\n"))
            \(disturbances.joined(separator: "\n"))
            from:
            \(before)
            to:
            \(text)
            """)
          break
        }
      }
      XCTAssertGreaterThan(methods["runtime", default: 0], count / 4, "\(methods)")
      print("\(program), seed \(seed): \(methods.sorted { $0.key < $1.key })")
      try await world.stop()
    }
  }

  /// A HAProxy that is changed, and others that are started to compare.
  private final class World {
    private let balancer: HAProxyServer
    private let other: HAProxyServer
    private let reloader: HAProxyReloader
    private let log = MemoryLog()
    private var text = ""

    init(_ program: String) throws {
      balancer = try HAProxyServer(program: program)
      other = try HAProxyServer(program: program)
      var settings = HAProxySettings(configuration: balancer.configurationPath)
      settings.drainTime = .zero
      settings.oldWorkerLimit = 1000
      reloader = HAProxyReloader(settings, log: log.log)
    }

    private func whole(_ text: String, of server: HAProxyServer) throws -> String {
      server.preamble.replacingOccurrences(of: "global\n", with: "global\n  hard-stop-after 1s\n")
        + "listen front\n  bind 127.0.0.1:\(try FreePort.next())\n" + text
    }

    func start(_ backends: String) async throws {
      text = try whole(backends, of: balancer)
      try balancer.write(text)
      try await balancer.start()
    }

    /// Whether HAProxy takes the text: not all settings go together.
    func accepts(_ backends: String) async throws -> Bool {
      try other.write(try whole(backends, of: other))
      return try await other.check(other.configurationPath).status == 0
    }

    func disturb(_ commands: [String]) throws {
      for command in commands { _ = try balancer.command(command) }
    }

    func apply(_ backends: String) async throws -> ReloadReport {
      let old = text
      // The line of the listener stays.
      text = text.components(separatedBy: "backend web\n")[0] + backends
      try balancer.write(text)
      let change = AppliedChange.File(
        path: balancer.configurationPath, oldContents: Array(old.utf8),
        newContents: Array(text.utf8))
      let report = try await reloader.apply(AppliedChange(files: [change]))
      await reloader.finish()
      return report
    }

    func state() throws -> [String] { try World.state(balancer) }

    func stateOfNewOne(_ backends: String) async throws -> [String] {
      try other.write(try whole(backends, of: other))
      try await other.start()
      let state = try World.state(other)
      try await other.stop()
      return state
    }

    func stop() async throws { try await balancer.stop() }

    /// A line for each server, with what a configuration says of it: nothing that time or health
    /// changes.
    private static func state(_ server: HAProxyServer) throws -> [String] {
      let lines = try server.command("show servers state").split(separator: "\n")
        .map { $0.split(separator: " ").map(String.init) }
      let heads = Array(lines.first { $0.first == "#" }?.dropFirst() ?? [])
      let limits = try limits(server)
      return lines.filter { $0.count > 5 && $0[0] != "#" }.map { fields in
        let all = Dictionary(zip(heads, fields)) { first, _ in first }
        let name = "\(all["be_name"] ?? "")/\(all["srv_name"] ?? "")"
        let bits = Int(all["srv_admin_state"] ?? "") ?? -1
        // `disabled` leaves a mark for ever; what counts is the bit that commands set, too.
        let state = bits & 1 != 0 ? "maintenance" : bits & 8 != 0 ? "drain" : "ready"
        let checks = ["srv_check_state", "srv_agent_state"].map { (Int(all[$0] ?? "") ?? -1) & 6 }
        let plain = [
          "srv_addr", "srv_port", "srv_uweight", "srv_fqdn", "srv_use_ssl", "srv_check_port",
          "srv_check_addr", "srv_agent_addr", "srv_agent_port", "srv_f_forced_id",
        ].map { "\($0)=\(all[$0] ?? "-")" }
        let id = all["srv_f_forced_id"] == "1" ? " id=\(all["srv_id"] ?? "")" : ""
        return "\(name) \(state) checks=\(checks) \(plain.joined(separator: " "))\(id) "
          + "limit=\(limits[name] ?? "-")"
      }.sorted()
    }

    /// The limits of connections.
    private static func limits(_ server: HAProxyServer) throws -> [String: String] {
      let lines = try server.command("show stat").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard let column = lines.first?.firstIndex(of: "slim") else { return [:] }
      return Dictionary(
        lines.filter { $0.count > column }.map { ("\($0[0])/\($0[1])", $0[column]) },
        uniquingKeysWith: { first, _ in first })
    }
  }
}
