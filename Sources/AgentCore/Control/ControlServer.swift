import Networking
package import SystemSupport

/// Answers questions to the agent: one JSON request a connection on the unix socket, and metrics
/// and probes over HTTP there and at the address of the configuration.
///
/// Only who may open the socket can approve; over HTTP nothing can be changed.
package struct ControlServer: Sendable {
  /// The version of requests and answers.
  package static let version = 1
  /// Where the socket is unless the configuration says it.
  package static let usualDirectory = "/run/trimtab"
  private static let limits = StreamServer.Limits()

  private var servers: [StreamServer] = []

  /// Where the agent of a configuration listens.
  package static func path(
    socket: String?, stateDirectory: String?
  ) -> String {
    socket ?? FilePath.joined(stateDirectory ?? usualDirectory, "control.sock")
  }

  /// Serves an agent until `stop`. What cannot be had is told and left out: an agent without it is
  /// better than none. The usual place is used where its directory exists.
  package init(
    for agent: Agent, socket: String?, metricsAddress: String?, stateDirectory: String?,
    version: String, log: Log
  ) {
    let reply = ControlReply(agent: agent, version: version)
    let path = ControlServer.path(socket: socket, stateDirectory: stateDirectory)
    let isWanted = socket != nil || stateDirectory != nil
    if isWanted || FileSystem.real.exists(ControlServer.usualDirectory) {
      if socket == nil, let stateDirectory {
        _ = try? FileSystem.real.makeDirectories(stateDirectory, mode: 0o700)
      }
      open(
        .path(path),
        .init(isComplete: ControlReply.isComplete) { bytes in
          await reply.answer(bytes, limit: ControlServer.limits.requestSize)
        }, log, isWanted ? .warning : .debug)
    }
    if let metricsAddress, let address = SocketAddress(literal: metricsAddress) {
      open(
        address,
        .init(isComplete: ProbeRequest.isComplete) { bytes in
          await reply.http(bytes, limit: ControlServer.limits.requestSize)
        }, log, .warning)
    }
  }

  /// Closes everything.
  package func stop() { for server in servers { server.stop() } }

  private mutating func open(
    _ address: SocketAddress, _ service: StreamServer.Service, _ log: Log, _ level: Log.Level
  ) {
    do throws(SystemError) {
      servers.append(try StreamServer(at: address, limits: ControlServer.limits, service))
    } catch {
      log.write(
        level, "cannot serve status and metrics; going on without",
        ["address": address.description, "error": error.description])
    }
  }
}

extension SocketAddress {
  /// `127.0.0.1:80` or `[::1]:80`.
  init?(literal text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    self = .ip(host: String(host), port: port)
  }
}
