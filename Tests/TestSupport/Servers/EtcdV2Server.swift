import Foundation

/// A member of a real etcd cluster whose v2 interface is on, with ports and a data folder of its
/// own.
///
/// It keeps its data through `stop`, `kill` and `start`, always on the same ports.
package final class EtcdV2Server {
  /// The port of the client interface on 127.0.0.1.
  package let port: UInt16

  private let binary: String
  private let folder: TemporaryDirectory
  private let name: String
  private let peer: UInt16
  private let cluster: String
  private let snapshotCount: Int?
  private let options: [String]
  private var process: RunningProcess?

  private init(
    name: String, peer: UInt16, cluster: String, snapshotCount: Int?, options: [String] = []
  ) throws {
    binary = try ServerBinaries.etcd()
    folder = try TemporaryDirectory()
    port = try FreePort.next()
    self.name = name
    self.peer = peer
    self.cluster = cluster
    self.snapshotCount = snapshotCount
    self.options = options
  }

  /// A server that is started and answers. It saves itself each `snapshotCount` changes.
  package static func started(
    snapshotCount: Int? = nil, options: [String] = []
  ) async throws -> EtcdV2Server {
    let peer = try FreePort.next()
    let server = try EtcdV2Server(
      name: "a", peer: peer, cluster: "a=http://127.0.0.1:\(peer)", snapshotCount: snapshotCount,
      options: options)
    try await server.start()
    return server
  }

  /// The members of a cluster, started and with a leader.
  package static func cluster(of count: Int) async throws -> [EtcdV2Server] {
    let peers = try (0..<count).map { _ in try FreePort.next() }
    let cluster = peers.enumerated().map { "m\($0)=http://127.0.0.1:\($1)" }
    let servers = try peers.enumerated().map {
      try EtcdV2Server(
        name: "m\($0)", peer: $1, cluster: cluster.joined(separator: ","), snapshotCount: nil)
    }
    for server in servers { try server.spawn() }
    for server in servers { try await server.waitUntilReady() }
    return servers
  }

  /// Starts it and waits until it answers.
  package func start() async throws {
    guard process?.isRunning != true else { return }
    try spawn()
    try await waitUntilReady()
  }

  /// Ends it in good order.
  package func stop() async throws {
    try await process?.stop(SIGTERM)
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

  /// Writes a key, which lives for `seconds` if they are given.
  package func put(_ key: String, _ value: String, seconds: Int? = nil) throws {
    let life = seconds.map { "&ttl=\($0)" } ?? ""
    try request(
      "PUT", "/v2/keys/\(key)", body: "value=\(EtcdV2Server.encoded(value))\(life)",
      accepted: [200, 201])
  }

  /// Makes an empty folder.
  package func makeFolder(_ key: String) throws {
    try request("PUT", "/v2/keys/\(key)", body: "dir=true", accepted: [200, 201])
  }

  /// Deletes a key, or a folder with all that is in it.
  package func delete(_ key: String) throws {
    try request("DELETE", "/v2/keys/\(key)?recursive=true")
  }

  /// Lets only users with a password do anything: `root` and `reader`, who may read `app`.
  package func enableAuthentication() throws {
    let users = [
      ("/v2/auth/users/root", #"{"user":"root","password":"rootpw"}"#),
      (
        "/v2/auth/roles/readers",
        #"{"role":"readers","permissions":{"kv":{"read":["/app*"],"write":[]}}}"#
      ),
      (
        "/v2/auth/users/reader",
        #"{"user":"reader","password":"readerpw","roles":["readers"]}"#
      ),
    ]
    for (target, body) in users {
      try request("PUT", target, body: body, type: "application/json", accepted: [200, 201])
    }
    try request("PUT", "/v2/auth/enable")
    let login = ["Authorization": "Basic \(Data("root:rootpw".utf8).base64EncodedString())"]
    // A guest may do everything unless it is told otherwise.
    try request(
      "PUT", "/v2/auth/roles/guest",
      body: #"{"role":"guest","revoke":{"kv":{"read":["/*"],"write":["/*"]}}}"#,
      type: "application/json", headers: login)
  }

  /// One request; throws unless the status is among those accepted.
  @discardableResult
  package func request(
    _ method: String, _ target: String, body: String = "",
    type: String = "application/x-www-form-urlencoded", headers: [String: String] = [:],
    accepted: [Int] = [200]
  ) throws -> HTTPAnswer {
    let answer = try HTTPAnswer.request(
      method, target, at: .port(port),
      headers: headers.merging(["Content-Type": type]) { $1 }, body: body)
    guard accepted.contains(answer.status) else {
      throw TestSupportError("\(method) \(target): \(answer.status) \(answer.text)")
    }
    return answer
  }

  private func spawn() throws {
    let clients = "http://127.0.0.1:\(port)"
    let peers = "http://127.0.0.1:\(peer)"
    process = try RunningProcess(
      binary,
      [
        "--name", name, "--data-dir", folder.file("data"), "--enable-v2",
        "--listen-client-urls", clients, "--advertise-client-urls", clients,
        "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
        "--initial-cluster", cluster, "--logger", "zap", "--log-level", "error",
        "--heartbeat-interval", "50", "--election-timeout", "500",
      ] + (snapshotCount.map { ["--snapshot-count", "\($0)"] } ?? []) + options)
  }

  private func waitUntilReady() async throws {
    try await process?.waitUntilReady { [self] in
      try request("GET", "/v2/keys/?quorum=true", accepted: [200, 401, 403]).status > 0
    }
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
