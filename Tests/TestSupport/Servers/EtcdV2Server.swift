import Foundation

/// A member of a real etcd cluster whose v2 interface is on.
package final class EtcdV2Server: HaltableServer {
  private let server: EtcdServer
  /// What requests of the tests show once authentication is on.
  private var login: [String: String] = [:]

  private init(_ server: EtcdServer) { self.server = server }

  private static let options = [
    "--enable-v2", "--logger", "zap", "--heartbeat-interval", "50", "--election-timeout", "500",
  ]

  /// A server that is started and answers. It saves itself each `snapshotCount` changes. With
  /// `certificates` it talks TLS and asks for a client certificate.
  package static func started(
    snapshotCount: Int? = nil, certificates: String? = nil, options: [String] = []
  ) async throws -> EtcdV2Server {
    let count = snapshotCount.map { ["--snapshot-count", "\($0)"] } ?? []
    let server = EtcdV2Server(
      try EtcdServer(certificates: certificates, options: Self.options + count + options))
    try await server.start()
    return server
  }

  /// The members of a cluster, started and with a leader.
  package static func cluster(of count: Int) async throws -> [EtcdV2Server] {
    let servers = try await EtcdServer.cluster(of: count, options: options).map(EtcdV2Server.init)
    for server in servers { try await server.waitUntilReady() }
    return servers
  }

  /// The port of the client interface on 127.0.0.1.
  package var port: UInt16 { server.port }

  /// The process while there is one.
  package var process: RunningProcess? {
    get { server.process }
    set { server.process = newValue }
  }

  /// Starts it and waits until it answers.
  package func start() async throws {
    try await server.start()
    try await waitUntilReady()
  }

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

  /// Lets only users with a password do anything: `root` and `reader`, who may read what `pattern`
  /// says. From now on the tests' own requests are those of `root`.
  package func enableAuthentication(reading pattern: String = "/app*") throws {
    let users = [
      ("/v2/auth/users/root", #"{"user":"root","password":"rootpw"}"#),
      (
        "/v2/auth/roles/readers",
        #"{"role":"readers","permissions":{"kv":{"read":["\#(pattern)"],"write":[]}}}"#
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
    login = ["Authorization": "Basic \(Data("root:rootpw".utf8).base64EncodedString())"]
    // A guest may do everything unless it is told otherwise.
    try request(
      "PUT", "/v2/auth/roles/guest",
      body: #"{"role":"guest","revoke":{"kv":{"read":["/*"],"write":["/*"]}}}"#,
      type: "application/json")
  }

  /// Gives the user `reader` another password than `readerpw`.
  package func changePassword(ofReader password: String) throws {
    try request(
      "PUT", "/v2/auth/users/reader", body: #"{"user":"reader","password":"\#(password)"}"#,
      type: "application/json")
  }

  /// One request; throws unless the status is among those accepted.
  @discardableResult
  package func request(
    _ method: String, _ target: String, body: String = "",
    type: String = "application/x-www-form-urlencoded", accepted: [Int] = [200]
  ) throws -> HTTPAnswer {
    let answer = try HTTPAnswer.request(
      method, target, at: .port(server.controlPort),
      headers: login.merging(["Content-Type": type]) { $1 }, body: body)
    guard accepted.contains(answer.status) else {
      throw TestSupportError("\(method) \(target): \(answer.status) \(answer.text)")
    }
    return answer
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
