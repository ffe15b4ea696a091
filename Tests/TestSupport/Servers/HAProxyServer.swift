import Foundation

/// A real HAProxy in master-worker mode, with a runtime socket and a master socket.
package final class HAProxyServer {
  /// One line of `show servers state`.
  package struct ServerState: Sendable, Equatable {
    /// The backend.
    package let backend: String
    /// The server.
    package let server: String
    /// Its address.
    package let address: String
    /// Its port.
    package let port: UInt16
    /// Its weight as the balancer uses it now.
    package let weight: Int
    /// Whether it is up in operation (2), and not down, starting or stopping.
    package let isUp: Bool
    /// Whether it was put into maintenance.
    package let isInMaintenance: Bool
  }

  /// The configuration file, which the agent under test writes.
  package let configurationPath: String
  /// The socket of the runtime interface, which the configuration must declare.
  package let statsSocket: String
  /// The socket of the master's interface.
  package let masterSocket: String
  /// The file with the number of the master process.
  package let pidFile: String

  /// The program.
  package let binary: String
  private let folder: TemporaryDirectory
  private var process: RunningProcess?

  /// Prepares a server; `program` is a name that `ServerBinaries` knows.
  package init(program: String = "haproxy") throws {
    binary = try ServerBinaries.find(program)
    folder = try TemporaryDirectory()
    configurationPath = folder.file("haproxy.cfg")
    statsSocket = folder.file("stats.sock")
    masterSocket = folder.file("master.sock")
    pidFile = folder.file("haproxy.pid")
  }

  /// The sections `global` and `defaults`, with the runtime socket, for tests' configurations.
  package var preamble: String {
    """
    global
      stats socket \(statsSocket) mode 600 level admin expose-fd listeners
    defaults
      mode http
      timeout connect 5s
      timeout client 30s
      timeout server 30s

    """
  }

  /// Writes the configuration file; a running server does not notice before a reload.
  package func write(_ configuration: String) throws {
    try folder.write(configuration, to: "haproxy.cfg")
  }

  /// What `haproxy -c` says about a configuration file.
  package func check(_ path: String) async throws -> FinishedCommand {
    try await FinishedCommand.run(binary, ["-c", "-f", path])
  }

  /// Starts it on the written configuration and waits until its worker and its master answer.
  package func start() async throws {
    let process = try RunningProcess(
      binary, ["-W", "-db", "-S", masterSocket, "-p", pidFile, "-f", configurationPath])
    self.process = process
    try await process.waitUntilReady { try isServing(not: nil) }
  }

  /// Ends it and its workers.
  package func stop() async throws {
    try await process?.stop()
    process = nil
  }

  /// Kills the master and its workers, as a crash does.
  package func kill() async throws {
    process?.send(SIGKILL, toGroup: true)
    _ = await process?.waitForEnd()
    process = nil
  }

  /// The number of the master process.
  package var masterProcess: Int32 { process?.pid ?? 0 }

  /// What the server has said so far.
  package var output: String { process?.standardError ?? "" }

  /// The number of the worker that answers at the runtime socket.
  package func workerProcess(within seconds: Int = 10) throws -> Int {
    let lines = try command("show info", within: seconds).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("Pid:") }),
      let pid = Int(line.dropFirst(4).trimmingCharacters(in: .whitespaces))
    else { throw TestSupportError("expected `Pid:` in `show info`, found \(lines)") }
    return pid
  }

  /// Reloads it with a signal and waits for the new worker.
  package func reload() async throws {
    guard let process else { throw TestSupportError("HAProxy is not running") }
    let old = try workerProcess()
    process.send(SIGUSR2)
    try await process.waitUntilReady { try isServing(not: old) }
  }

  /// Whether a worker other than the old one answers and the master knows it.
  ///
  /// The master is asked too, because it loses a reload signal that comes before it is in its
  /// loop again, which is some time after the worker serves.
  private func isServing(not old: Int?) throws -> Bool {
    // A question that comes too early may never be answered, and is better asked again soon.
    let worker = try workerProcess(within: 1)
    let processes = try masterCommand("show proc", within: 1)
    return worker != old && processes.contains("\n\(worker) ")
  }

  /// One command at the runtime socket; through the master once that socket is gone, or dead as
  /// after two reloads that failed.
  package func command(_ text: String, within seconds: Int = 10) throws -> String {
    guard let socket = try? PlainSocket(to: .path(statsSocket), seconds: seconds) else {
      return try masterCommand("@1 \(text)", within: seconds)
    }
    return try Self.exchange(text, with: socket)
  }

  /// One command at the master's socket.
  package func masterCommand(_ text: String, within seconds: Int = 10) throws -> String {
    try Self.exchange(text, at: masterSocket, within: seconds)
  }

  private static func exchange(
    _ command: String, at path: String, within seconds: Int = 10
  ) throws -> String {
    try exchange(command, with: try PlainSocket(to: .path(path), seconds: seconds))
  }

  private static func exchange(_ command: String, with socket: PlainSocket) throws -> String {
    try socket.send(Data("\(command)\n".utf8))
    socket.finishSending()
    return String(decoding: try socket.receiveAll(), as: UTF8.self)
  }

  /// All servers of all backends, by backend and name.
  package func showServersState() throws -> [ServerState] {
    let lines = try command("show servers state").split(separator: "\n")
    guard let header = lines.first(where: { $0.hasPrefix("# ") }) else {
      throw TestSupportError("expected a header in `show servers state`, found \(lines)")
    }
    let names = header.dropFirst(2).split(separator: " ").map(String.init)
    let states = lines.compactMap { line -> ServerState? in
      guard !line.hasPrefix("#") else { return nil }
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= names.count else { return nil }
      let fields = Dictionary(zip(names, words)) { first, _ in first }
      return ServerState(fields)
    }
    return states.sorted { ($0.backend, $0.server) < ($1.backend, $1.server) }
  }
}

extension HAProxyServer.ServerState {
  fileprivate init?(_ fields: [String: String]) {
    guard let backend = fields["be_name"], let server = fields["srv_name"],
      let address = fields["srv_addr"], let port = fields["srv_port"].flatMap(UInt16.init),
      let operation = fields["srv_op_state"].flatMap(Int.init),
      let administration = fields["srv_admin_state"].flatMap(Int.init),
      let weight = fields["srv_uweight"].flatMap(Int.init)
    else { return nil }
    self.init(
      backend: backend, server: server, address: address, port: port, weight: weight,
      isUp: operation == 2, isInMaintenance: administration & 0x3f != 0)
  }
}
