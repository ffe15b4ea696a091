package import AgentConfiguration
import Networking
import Synchronization
package import SystemSupport

/// Answers questions to the agent: one JSON request a connection on the unix socket, and metrics
/// and probes over HTTP there and at the address of the configuration.
///
/// Only who may open the socket can approve; over HTTP nothing can be changed.
package final class ControlServer: Sendable {
  /// The version of requests and answers.
  package static let version = 1
  /// Where the socket is unless the configuration says it.
  package static let usualDirectory = "/run/trimtab"
  private static let limits = StreamServer.Limits()

  private struct State {
    /// Who answers; nil before the beginning.
    var reply: ControlReply?
    var servers: [SocketAddress: StreamServer] = [:]
  }

  private let version: String
  private let log: Log
  private let state = Mutex(State())

  /// Where the agent of a configuration listens.
  package static func path(
    socket: String?, stateDirectory: String?
  ) -> String {
    socket ?? FilePath.joined(stateDirectory ?? usualDirectory, "control.sock")
  }

  /// Serves nobody yet.
  package init(version: String, log: Log) {
    self.version = version
    self.log = log
  }

  /// Serves an agent from now on, at the places of its configuration.
  package func begin(for agent: Agent, _ configuration: Configuration) {
    state.withLock { $0.reply = ControlReply(agent: agent, version: version) }
    adopt(configuration)
  }

  /// Serves at the places of a configuration from now on, and at no others. What cannot be had is
  /// told and left out: an agent without it is better than none. The usual place is used where its
  /// directory exists.
  package func adopt(_ configuration: Configuration) {
    state.withLock { state in
      guard let reply = state.reply else { return }
      let places = ControlServer.places(configuration, reply)
      let wanted = Set(places.map(\.address))
      for (address, server) in state.servers where !wanted.contains(address) {
        server.stop()
        state.servers[address] = nil
      }
      for place in places where state.servers[place.address] == nil {
        do throws(SystemError) {
          state.servers[place.address] = try StreamServer(
            at: place.address, limits: ControlServer.limits, place.service)
        } catch {
          log.write(
            place.level, "cannot serve status and metrics; going on without",
            ["address": place.address.description, "error": error.description])
        }
      }
    }
  }

  /// Closes everything.
  package func stop() {
    state.withLock { state in
      for server in state.servers.values { server.stop() }
      state = State()
    }
  }

  private struct Place {
    let address: SocketAddress
    let service: StreamServer.Service
    let level: Log.Level
  }

  private static func places(
    _ configuration: Configuration, _ reply: ControlReply
  ) -> [Place] {
    let control = configuration.control
    var places: [Place] = []
    let isWanted = control.socket != nil || configuration.stateDirectory != nil
    if isWanted || FileSystem.real.exists(ControlServer.usualDirectory) {
      if control.socket == nil, let directory = configuration.stateDirectory {
        _ = try? FileSystem.real.makeDirectories(directory, mode: 0o700)
      }
      let path = ControlServer.path(
        socket: control.socket, stateDirectory: configuration.stateDirectory)
      let service = StreamServer.Service(isComplete: ControlReply.isComplete) { bytes in
        await reply.answer(bytes, limit: ControlServer.limits.requestSize)
      }
      places.append(
        Place(address: .path(path), service: service, level: isWanted ? .warning : .debug))
    }
    if let address = control.metricsAddress.flatMap(SocketAddress.init(literal:)) {
      let service = StreamServer.Service(isComplete: ProbeRequest.isComplete) { bytes in
        await reply.http(bytes, limit: ControlServer.limits.requestSize)
      }
      places.append(Place(address: address, service: service, level: .warning))
    }
    return places
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
