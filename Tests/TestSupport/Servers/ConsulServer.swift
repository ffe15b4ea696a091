import Foundation

/// A real Consul server with ports and a data folder of its own.
///
/// It keeps its data through `stop`, `kill` and `start`, always on the same ports.
package final class ConsulServer: HaltableServer {
  /// The port of the HTTP interface on 127.0.0.1.
  package let port: UInt16
  /// The port of the HTTPS interface, which asks for a client certificate; zero without one.
  package let securePort: UInt16
  /// The token that may do everything, if tokens are needed.
  package let token: String?
  /// The process while there is one.
  package var process: RunningProcess?
  /// Consul leaves in good order at an interruption only.
  package var endSignal: Int32 { SIGINT }

  private let binary: String
  private let folder: TemporaryDirectory

  /// Prepares the server, without starting it; `settings` are further members of its
  /// configuration. With a `token`, whoever shows none may do nothing. With `certificates`, it
  /// talks TLS on a port of its own.
  package init(
    settings: String = "", token: String? = nil, certificates: TestAuthority? = nil
  ) throws {
    self.token = token
    binary = try ServerBinaries.consul()
    folder = try TemporaryDirectory()
    port = try FreePort.next()
    securePort = try certificates == nil ? 0 : FreePort.next()
    let ports = try [FreePort.next(), FreePort.next()]
    let members = [
      settings, ConsulServer.access(token), ConsulServer.security(certificates),
    ].filter { !$0.isEmpty }.map { ",\n" + $0 }
    try folder.write(
      """
      {
        "server": true, "bootstrap": true, "node_name": "test-node", "datacenter": "dc1",
        "bind_addr": "127.0.0.1", "client_addr": "127.0.0.1", "data_dir": "\(folder.path)/data",
        "ports": {
          "http": \(port), "server": \(ports[0]), "serf_lan": \(ports[1]), "serf_wan": -1,
          "dns": -1, "grpc": -1, "https": \(securePort == 0 ? -1 : Int(securePort))
        },
        "performance": { "raft_multiplier": 1 }, "log_level": "WARN", "enable_syslog": false,
        "disable_update_check": true, "leave_on_terminate": false,
        "skip_leave_on_interrupt": true, "limits": { "http_max_conns_per_client": 4000 }
        \(members.joined())
      }
      """, to: "consul.json")
  }

  private static func access(_ token: String?) -> String {
    token.map {
      """
      "acl": {
        "enabled": true, "default_policy": "deny", "tokens": { "master": "\($0)", "agent": "\($0)" }
      }
      """
    } ?? ""
  }

  private static func security(_ certificates: TestAuthority?) -> String {
    certificates.map {
      """
      "ca_file": "\($0.path("ca.pem"))", "cert_file": "\($0.path("server.pem"))",
      "key_file": "\($0.path("server-key.pem"))", "verify_incoming_https": true
      """
    } ?? ""
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
    try HTTPAnswer.request(
      method, target, at: .port(port), headers: token.map { ["X-Consul-Token": $0] } ?? [:],
      body: body)
  }
}
