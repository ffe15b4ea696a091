package import Foundation

/// A real etcd server with ports and a data folder of its own.
///
/// It keeps its data through `stop`, `kill` and `start`, always on the same ports.
package final class EtcdServer: HaltableServer {
  /// Which etcd: both are installed by `Tests/install-servers.sh --all`.
  package enum Version: String, CaseIterable, Sendable {
    /// The machine's own, 3.4 on Debian 12.
    case machine = "etcd"
    /// 3.5 or newer, unpacked beside.
    case newer = "etcd3.5"
  }

  /// The port of the client interface on 127.0.0.1.
  package let port: UInt16
  /// The folder with `ca.pem`, `client.pem` and `client-key.pem` if it talks TLS.
  package let certificates: String?

  /// The process while there is one.
  package var process: RunningProcess?
  /// What requests of the tests show once authentication is on.
  private var administrator: (password: String, token: String)?

  private let binary: String
  private let folder: TemporaryDirectory
  private let peerPort: UInt16
  /// Where the tests themselves talk to it, always without TLS.
  let controlPort: UInt16
  private let options: [String]
  private var name = "m0"
  /// All members as etcd wants them; nil for this one alone.
  private var members: String?

  /// Prepares the server, without starting it. With `certificates`, a folder made by `TLSServer`,
  /// it talks TLS and asks for a client certificate.
  package init(
    _ version: Version = .machine, certificates: String? = nil, options: [String] = []
  ) throws {
    binary = try ServerBinaries.find(version.rawValue)
    folder = try TemporaryDirectory()
    port = try FreePort.next()
    peerPort = try FreePort.next()
    controlPort = certificates == nil ? port : try FreePort.next()
    self.certificates = certificates
    self.options = options
  }

  /// A server that is started and has a leader.
  package static func started(
    _ version: Version = .machine, certificates: String? = nil, options: [String] = []
  ) async throws -> EtcdServer {
    let server = try EtcdServer(version, certificates: certificates, options: options)
    try await server.start()
    return server
  }

  /// A cluster of some members, all started.
  package static func cluster(
    of count: Int, _ version: Version = .machine, options: [String] = []
  ) async throws -> [EtcdServer] {
    let servers = try (0..<count).map { _ in try EtcdServer(version, options: options) }
    let members = servers.enumerated().map { "m\($0)=http://127.0.0.1:\($1.peerPort)" }
    for (number, server) in servers.enumerated() {
      server.name = "m\(number)"
      server.members = members.joined(separator: ",")
      try server.launch()
    }
    for server in servers { try await server.waitUntilReady() }
    return servers
  }

  /// `http://127.0.0.1:PORT`, or with `https`.
  package var url: String { "\(certificates == nil ? "http" : "https")://127.0.0.1:\(port)" }

  /// Starts it and waits until it has a leader.
  package func start() async throws {
    guard process?.isRunning != true else { return }
    try launch()
    try await waitUntilReady()
  }

  private func launch() throws {
    let peer = "http://127.0.0.1:\(peerPort)"
    let control = certificates == nil ? "" : ",http://127.0.0.1:\(controlPort)"
    var arguments = [
      "--name", name, "--data-dir", folder.file("data"), "--log-level", "error",
      "--listen-client-urls", url + control, "--advertise-client-urls", url,
      "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
      "--initial-cluster", members ?? "\(name)=\(peer)",
    ]
    if let certificates {
      arguments += [
        "--cert-file", "\(certificates)/server.pem", "--key-file",
        "\(certificates)/server-key.pem", "--client-cert-auth", "--trusted-ca-file",
        "\(certificates)/ca.pem",
      ]
    }
    process = try RunningProcess(binary, arguments + options)
  }

  private func waitUntilReady() async throws {
    try await process?.waitUntilReady { [self] in
      let status = try ask("/v3/kv/range", "{\"key\":\"AA==\",\"count_only\":true}").status
      return status == 200 || status == 400 || status == 401
    }
  }

  /// Throws away all data; the server must be stopped.
  package func wipe() throws { try FileManager.default.removeItem(atPath: folder.file("data")) }

  /// Writes a key; returns the store's revision.
  @discardableResult
  package func put(_ key: String, _ value: String, token: String? = nil) throws -> Int {
    try put(key, Data(value.utf8), token: token)
  }

  /// Writes a key with any bytes; returns the store's revision.
  @discardableResult
  package func put(_ key: String, _ value: Data, token: String? = nil) throws -> Int {
    try request(
      "/v3/kv/put",
      "{\"key\":\"\(Self.base64(key))\",\"value\":\"\(value.base64EncodedString())\"}",
      token: token)
  }

  /// Writes many keys, 100 in one transaction each.
  package func put(_ pairs: [(key: String, value: String)]) throws {
    for start in stride(from: 0, to: pairs.count, by: 100) {
      let puts = pairs[start..<min(start + 100, pairs.count)].map {
        let (key, value) = (Self.base64($0.key), Self.base64($0.value))
        return "{\"request_put\":{\"key\":\"\(key)\",\"value\":\"\(value)\"}}"
      }
      try request("/v3/kv/txn", "{\"success\":[\(puts.joined(separator: ","))]}")
    }
  }

  /// Removes a key.
  @discardableResult
  package func delete(_ key: String) throws -> Int {
    try request("/v3/kv/deleterange", "{\"key\":\"\(Self.base64(key))\"}")
  }

  /// Removes all keys that begin with a text, whose last character must not be the highest.
  @discardableResult
  package func delete(prefix: String) throws -> Int {
    var end = Array(prefix.utf8)
    end[end.count - 1] += 1
    return try request(
      "/v3/kv/deleterange",
      "{\"key\":\"\(Self.base64(prefix))\",\"range_end\":\"\(Data(end).base64EncodedString())\"}")
  }

  /// Forgets all changes up to a revision.
  package func compact(at revision: Int) throws {
    try request("/v3/kv/compaction", "{\"revision\":\"\(revision)\",\"physical\":true}")
  }

  /// Turns authentication on, with a user `root`, and a user `reader` who may read the keys from
  /// `first` up to `end`. From now on the tests' own requests are those of `root`.
  package func enableAuthentication(
    password: String, reading first: String = "/open/", upTo end: String = "/open0"
  ) throws {
    try request("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"\(password)\"}")
    try request("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}", requiring: false)
    try request("/v3/auth/role/add", "{\"name\":\"root\"}", requiring: false)
    try request("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}")
    try request("/v3/auth/user/add", "{\"name\":\"reader\",\"password\":\"\(password)\"}")
    try request("/v3/auth/role/add", "{\"name\":\"open\"}")
    try request(
      "/v3/auth/role/grant",
      """
      {"name":"open","perm":{"permType":"READ","key":"\(Self.base64(first))",\
      "range_end":"\(Self.base64(end))"}}
      """)
    try request("/v3/auth/user/grant", "{\"user\":\"reader\",\"role\":\"open\"}")
    try request("/v3/auth/enable", "{}")
    administrator = (password, try self.token(user: "root", password: password))
  }

  /// Turns authentication off.
  package func disableAuthentication() throws {
    try request("/v3/auth/disable", "{}")
    administrator = nil
  }

  /// Gives the user `reader` another password.
  package func changePassword(ofReader password: String) throws {
    try request("/v3/auth/user/changepw", "{\"name\":\"reader\",\"password\":\"\(password)\"}")
  }

  /// A token of a user.
  package func token(user: String, password: String) throws -> String {
    let answer = try ask(
      "/v3/auth/authenticate", "{\"name\":\"\(user)\",\"password\":\"\(password)\"}")
    guard let json = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any],
      let token = json["token"] as? String
    else { throw TestSupportError("no token: \(answer.text)") }
    return token
  }

  /// One request; returns the store's revision, 0 if the answer has none. Throws unless etcd
  /// answers 200, or does not care.
  @discardableResult
  package func request(
    _ path: String, _ body: String, token: String? = nil, requiring: Bool = true
  ) throws -> Int {
    let answer = try askAsAdministrator(path, body, token: token)
    guard answer.status == 200 || !requiring else {
      throw TestSupportError("\(path): \(answer.status) \(answer.text)")
    }
    let json = try? JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
    let header = json?["header"] as? [String: Any]
    return (header?["revision"] as? String).flatMap { Int($0) } ?? 0
  }

  private func askAsAdministrator(
    _ path: String, _ body: String, token: String?
  ) throws -> HTTPAnswer {
    let answer = try ask(path, body, token: token ?? administrator?.token)
    // Tokens die with the server and with time.
    guard answer.status != 200, token == nil, let password = administrator?.password,
      let renewed = try? self.token(user: "root", password: password)
    else { return answer }
    administrator = (password, renewed)
    return try ask(path, body, token: renewed)
  }

  private func ask(_ path: String, _ body: String, token: String? = nil) throws -> HTTPAnswer {
    // Only where a request says what it accepts, as those of all usual clients do, etcd knows that
    // it comes from its gateway, whose own certificate is no user's.
    var headers = ["Accept": "*/*"]
    headers["Authorization"] = token
    return try HTTPAnswer.request(
      "POST", path, at: .port(controlPort), headers: headers, body: body)
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
