import Foundation
import TestSupport
import XCTest

/// A real Consul, a real HAProxy with all its services, and the agent between them.
final class BalancedConsul {
  /// One server of the balancer, or one healthy instance in Consul.
  struct Server: Hashable, CustomStringConvertible {
    let backend: String
    let name: String
    let address: String
    let port: UInt16

    var description: String { "\(backend)/\(name) \(address):\(port)" }
  }

  /// What must not change while Consul is away.
  struct Installed: Equatable {
    let inode: UInt64
    let modified: Date
    let worker: Int
    let servers: Set<Server>
  }

  let consul: ConsulServer
  let haproxy: HAProxyServer
  private(set) var agent: RunningProcess?
  private let folder: TemporaryDirectory

  /// Starts Consul, with nothing but itself registered.
  init() async throws {
    folder = try TemporaryDirectory()
    consul = try await ConsulServer.started()
    haproxy = try HAProxyServer()
  }

  /// Registers services `service-0` ... in the catalogue, all instances on one node.
  func registerServices(_ services: Int, instances: Int) throws {
    let all = (0..<services).flatMap { service in
      (0..<instances).map { instance in
        ConsulServer.Instance(
          service: "service-\(service)", id: "service-\(service)-\(instance)",
          address: "127.1.\(service).\(instance)", port: UInt16(10_000 + instance))
      }
    }
    try consul.registerInCatalogue(node: "far", address: "127.1.0.1", services: all)
  }

  /// Starts the agent, lets it write the first file, and starts HAProxy with it.
  func start(registry: String = "", template: String = "") async throws {
    try folder.write(Self.template(haproxy), to: "haproxy.cfg.tmpl")
    try folder.write(
      """
      [registry.consul]
      address = "127.0.0.1:\(consul.port)"
      retry_max = "1s"
      \(registry)

      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(haproxy.configurationPath)"
      check = ["\(ServerBinaries.haproxy())", "-c", "-f", "{{.src}}"]
      signal = { name = "SIGUSR2", pid_file = "\(haproxy.pidFile)" }
      \(template)
      """, to: "trimtab.toml")
    let agent = try RunningProcess(
      TrimtabBinary.path(), ["run", "-c", folder.file("trimtab.toml")],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    self.agent = agent
    try await agent.waitUntilReady {
      FileManager.default.fileExists(atPath: haproxy.configurationPath)
    }
    try await haproxy.start()
    // The first file came before its reader, so its apply is tried again until there is one.
    let isDone = await eventually { (try? isReloaded()) == true }
    XCTAssertTrue(isDone, log)
    try await agreement("at the start")
  }

  /// Ends everything; the agent must end well.
  func stop(line: UInt = #line) async throws {
    let end = try await agent?.stop()
    XCTAssertEqual(end, .exited(0), log, line: line)
    try await haproxy.stop()
    try await consul.stop()
  }

  /// What the agent said.
  var log: String { agent?.standardError ?? "" }

  /// Waits until Consul's answer is as the step makes it, then until the balancer has the same.
  func agreement(
    _ step: String, line: UInt = #line, _ holds: (Set<Server>) -> Bool = { _ in true }
  ) async throws {
    let isKnown = try await eventually { holds(try healthy()) }
    XCTAssertTrue(isKnown, "\(step): Consul itself does not know", line: line)
    let agrees = await eventually(within: .seconds(30)) {
      guard let wanted = try? healthy(), let found = try? balanced() else { return false }
      return wanted == found && holds(found)
    }
    if !agrees {
      let (wanted, found) = (try healthy(), try balanced())
      XCTFail(
        """
        \(step): HAProxy lacks \(wanted.subtracting(found)), \
        has \(found.subtracting(wanted)) too many
        \(log.suffix(3000))
        """, line: line)
    }
    XCTAssertEqual(agent?.isRunning, true, "\(step): \(log)", line: line)
  }

  /// Waits until the agent has said something new since `mark`.
  func says(_ text: String, since mark: Int, within limit: Duration = .seconds(20)) async -> Bool {
    await eventually(within: limit) {
      String(decoding: log.utf8.dropFirst(mark), as: UTF8.self).contains(text)
    }
  }

  /// The file and the process that serve now.
  func installed() throws -> Installed {
    let attributes = try FileManager.default.attributesOfItem(atPath: haproxy.configurationPath)
    return Installed(
      inode: (attributes[.systemFileNumber] as? UInt64) ?? 0,
      modified: (attributes[.modificationDate] as? Date) ?? .distantPast,
      worker: try haproxy.workerProcess(), servers: try balanced())
  }

  /// The same when nothing is under way any more: HAProxy may have the newest servers, and be about
  /// to be reloaded once more.
  func settled() async throws -> Installed {
    let path = haproxy.configurationPath as NSString
    let mark = "\(path.deletingLastPathComponent)/.\(path.lastPathComponent).trimtab-pending"
    var last: Installed?
    let isSettled = await eventually(within: .seconds(30), every: .seconds(1)) {
      let now = try? installed()
      defer { last = now }
      return now != nil && now == last && !FileManager.default.fileExists(atPath: mark)
    }
    XCTAssertTrue(isSettled, log)
    return try installed()
  }

  /// What Consul calls healthy, by its own answers.
  func healthy() throws -> Set<Server> {
    let services = try consul.json("/v1/catalog/services") as? [String: Any] ?? [:]
    var servers: Set<Server> = []
    for name in services.keys {
      let entries = try consul.json("/v1/health/service/\(name)?passing") as? [[String: Any]] ?? []
      for entry in entries {
        let service = try XCTUnwrap(entry["Service"] as? [String: Any])
        let node = try XCTUnwrap(entry["Node"] as? [String: Any])
        let own = try XCTUnwrap(service["Address"] as? String)
        servers.insert(
          Server(
            backend: name, name: try XCTUnwrap(service["ID"] as? String),
            address: own.isEmpty ? try XCTUnwrap(node["Address"] as? String) : own,
            port: UInt16(try XCTUnwrap(service["Port"] as? Int))))
      }
    }
    return servers
  }

  /// What HAProxy balances.
  func balanced() throws -> Set<Server> {
    Set(
      try haproxy.showServersState().map {
        Server(backend: $0.backend, name: $0.server, address: $0.address, port: $0.port)
      })
  }

  /// Whether the master has reloaded once and its new worker answers.
  private func isReloaded() throws -> Bool {
    let processes = try haproxy.masterCommand("show proc")
    let present = processes.components(separatedBy: "# old workers")[0]
    let master = present.split(separator: "\n").first { $0.contains(" master ") } ?? ""
    let reloads = master.split(separator: " ").dropFirst(2).first
    return try reloads != "0" && present.contains("\n\(haproxy.workerProcess()) ")
  }

  private static func template(_ haproxy: HAProxyServer) -> String {
    haproxy.preamble + """
      {{- range services }}
      backend {{ .Name }}
        balance roundrobin
      {{- range service .Name }}
        server {{ .ID }} {{ .Address }}:{{ .Port }} weight {{ .Weights.Passing }}
      {{- end }}
      {{ end }}

      """
  }
}

extension ConsulServer {
  fileprivate func json(_ target: String) throws -> Any {
    try JSONSerialization.jsonObject(with: request("GET", target).body)
  }
}
