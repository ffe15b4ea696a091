import Foundation

/// A real Consul server with ports and a data folder of its own.
///
/// It keeps its data through `stop`, `kill` and `start`, always on the same ports.
package final class ConsulServer {
  /// The port of the HTTP interface on 127.0.0.1.
  package let port: UInt16

  private let binary: String
  private let folder: TemporaryDirectory
  private var process: RunningProcess?

  /// Prepares the server, without starting it; `settings` are further members of its
  /// configuration.
  package init(settings: String = "") throws {
    binary = try ServerBinaries.consul()
    folder = try TemporaryDirectory()
    port = try FreePort.next()
    let ports = try [FreePort.next(), FreePort.next()]
    try folder.write(
      """
      {
        "server": true, "bootstrap": true, "node_name": "test-node", "datacenter": "dc1",
        "bind_addr": "127.0.0.1", "client_addr": "127.0.0.1", "data_dir": "\(folder.path)/data",
        "ports": {
          "http": \(port), "server": \(ports[0]), "serf_lan": \(ports[1]), "serf_wan": -1,
          "dns": -1, "grpc": -1, "https": -1
        },
        "performance": { "raft_multiplier": 1 }, "log_level": "WARN", "enable_syslog": false,
        "disable_update_check": true, "leave_on_terminate": false,
        "skip_leave_on_interrupt": true, "limits": { "http_max_conns_per_client": 4000 }
        \(settings.isEmpty ? "" : "," + settings)
      }
      """, to: "consul.json")
  }

  /// A server that is started and has a leader.
  package static func started(settings: String = "") async throws -> ConsulServer {
    let server = try ConsulServer(settings: settings)
    try await server.start()
    return server
  }

  /// Starts it and waits until it has a leader and its own node in the catalogue.
  package func start() async throws {
    guard process?.isRunning != true else { return }
    let process = try RunningProcess(
      binary, ["agent", "-config-file", folder.file("consul.json")])
    self.process = process
    try await process.waitUntilReady { [self] in
      try ask("GET", "/v1/status/leader").text.contains(":")
        && ask("GET", "/v1/health/node/test-node").text.contains("serfHealth")
    }
  }

  /// Ends it in good order.
  package func stop() async throws {
    try await process?.stop(SIGINT)
    process = nil
  }

  /// Kills it, as a power cut would.
  package func kill() async throws {
    process?.send(SIGKILL)
    _ = await process?.waitForEnd()
    process = nil
  }

  /// Halts it: connections stay open and nothing answers.
  package func freeze() { process?.send(SIGSTOP) }

  /// Goes on after `freeze`.
  package func thaw() { process?.send(SIGCONT) }

  /// One request; throws unless Consul answers 200.
  @discardableResult
  package func request(
    _ method: String, _ target: String, body: String = ""
  ) throws -> HTTPAnswer {
    let answer = try ask(method, target, body: body)
    guard answer.status == 200 else {
      throw TestSupportError("\(method) \(target): \(answer.status) \(answer.text)")
    }
    return answer
  }

  private func ask(_ method: String, _ target: String, body: String = "") throws -> HTTPAnswer {
    try HTTPAnswer.request(method, target, at: .port(port), body: body)
  }
}
