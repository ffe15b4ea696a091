package import Foundation

/// A real Redis with a port, a unix socket and a data folder of its own.
package final class RedisServer: KeyServer {
  /// The port on 127.0.0.1.
  package let port: UInt16
  /// The process while there is one.
  package var process: RunningProcess?
  /// The password of the user `default`; nil where none is needed.
  package private(set) var password: String?

  private let binary: String
  private let folder: TemporaryDirectory
  private let arguments: [String]
  private var connection: PlainSocket?

  /// Prepares the server, which tells of changes to keys as `notifications` says.
  package init(
    password: String? = nil, notifications: String = "KA", options: [String] = []
  ) throws {
    self.password = password
    binary = try ServerBinaries.find("redis-server")
    folder = try TemporaryDirectory()
    port = try FreePort.next()
    arguments =
      [
        "--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", folder.file("redis.sock"),
        "--dir", folder.path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        "--notify-keyspace-events", notifications,
      ] + (password.map { ["--requirepass", $0] } ?? []) + options
  }

  /// A server that is started and answers.
  package static func started(
    password: String? = nil, notifications: String = "KA", options: [String] = []
  ) async throws -> RedisServer {
    let server = try RedisServer(
      password: password, notifications: notifications, options: options)
    try await server.start()
    return server
  }

  /// The path of its unix socket.
  package var socketPath: String { folder.file("redis.sock") }

  /// Starts it and waits until it answers.
  package func start() async throws {
    guard process?.isRunning != true else { return }
    connection = nil
    let process = try RunningProcess(binary, arguments)
    self.process = process
    try await process.waitUntilReady { [self] in
      connection = nil
      return try command("PING") == "+PONG"
    }
  }

  /// Writes a key.
  package func write(_ path: String, _ value: String) throws { try command("SET", path, value) }

  /// Removes a key.
  package func remove(_ path: String) throws { try command("DEL", path) }

  /// Gives the user `default` another password, which this server's own commands show too.
  package func changePassword(to password: String) throws {
    try command("CONFIG", "SET", "requirepass", password)
    self.password = password
  }

  /// One command, in database 0 or that which an earlier `SELECT` chose. Returns its reply, which
  /// must be a single line without a refusal.
  @discardableResult
  package func command(_ words: String...) throws -> String {
    try commands([words.map { Data($0.utf8) }])[0]
  }

  /// Several commands at once.
  @discardableResult
  package func commands(_ commands: [[Data]]) throws -> [String] {
    do {
      return try exchange(commands)
    } catch {
      connection = nil
      throw error
    }
  }

  private func exchange(_ commands: [[Data]]) throws -> [String] {
    let socket: PlainSocket
    var all = commands
    if let connection {
      socket = connection
    } else {
      socket = try PlainSocket(to: .port(port))
      if let password { all.insert(["AUTH", password].map { Data($0.utf8) }, at: 0) }
    }
    connection = socket
    var request = Data()
    for words in all {
      request += Data("*\(words.count)\r\n".utf8)
      for word in words { request += Data("$\(word.count)\r\n".utf8) + word + Data("\r\n".utf8) }
    }
    try socket.send(request)
    var answer = Data()
    var lines: [String] = []
    while lines.count < all.count {
      let piece = try socket.receive()
      guard !piece.isEmpty else { throw TestSupportError("Redis closed the connection") }
      answer += piece
      guard answer.suffix(2) == Data("\r\n".utf8) else { continue }
      lines = String(decoding: answer, as: UTF8.self).components(separatedBy: "\r\n").dropLast()
    }
    if let refusal = lines.first(where: { $0.hasPrefix("-") }) {
      throw TestSupportError("Redis refused: \(refusal)")
    }
    return lines.suffix(commands.count)
  }
}
