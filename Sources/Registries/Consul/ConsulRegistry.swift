package import RegistryCore
import Synchronization
package import SystemSupport
import Values

/// Consul's catalogue, health and key-value store through its HTTP interface.
///
/// A read that waits is one of Consul's blocking queries. Where an index goes backwards, as after a
/// restored server, the reading has the lower index and the watcher starts over. Names of
/// datacenters cannot be waited for: they are looked at again after a pause.
package final class ConsulRegistry: Registry {
  let settings: ConsulRegistrySettings
  let queries: ConsulQueries
  let connections: ConsulConnections
  let servers: ConsulServers
  let token: ConsulToken
  private let cache = ConsulAnswerCache()
  private let pauses = PollPauses()
  let refusal = Mutex(TokenRefusal())

  /// A registry that connects with its first read. Throws `.unsupported` for a malformed address.
  package init(
    settings: ConsulRegistrySettings, log: Log = .silent
  ) throws(RegistryError) {
    self.settings = settings
    servers = try ConsulServers(settings: settings)
    queries = ConsulQueries(settings: settings)
    token = ConsulToken(fixed: settings.token, path: settings.tokenFile)
    connections = ConsulConnections(
      settings: settings, usesTLS: servers.areAllSecure, log: log)
    connections.serve(self)
  }

  /// Answers a query; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    // What lies after "nothing yet" is everything there is.
    let index = index == 0 ? nil : index
    return try await isFollowed(query, after: index)
      ? follow(query, after: index) : look(query, after: index)
  }

  /// Waits without a task; see `Registry`.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    index > 0 && isFollowed(query, after: index)
      ? wait(for: query, since: index, completion) : nil
  }

  private func isFollowed(_ query: Query, after index: UInt64?) -> Bool {
    switch query.subject {
    case .datacenters, .node(name: "", _): false
    default: index != Reading.polled
    }
  }

  /// Answers what cannot be waited for, or not before something else is known.
  private func look(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    switch query.subject {
    case .datacenters(let ignoresFailing):
      if index != nil { try await pauses.pause(for: settings.pollInterval) }
      return try await readDatacenters(query, ignoresFailing: ignoresFailing)
    case .node(name: "", let scope):
      let name = try await readNodeName(for: query)
      let named = Query(registry: query.registry, .node(name: name, scope))
      return try await follow(named, after: index)
    default:
      try await pauses.pause(for: settings.pollInterval)
      return try await follow(query, after: nil)
    }
  }

  /// Closes the connections; reads under way end with `.cancelled`.
  package func shutdown() async {
    pauses.shutdown()
    connections.shutdown()
    await connections.clients.shutdown()
  }

  /// One exchange, or two where the first answer is too old; its connection was granted before.
  func readNow(_ query: Query) async throws(RegistryError) -> Reading {
    let level = queries.consistency(of: query.subject)
    var reply = try await ask(target(of: query, at: level), after: nil)
    if isTooOld(reply, at: level) {
      reply = try await ask(target(of: query, at: .default), after: nil)
    }
    return try reading(of: query, reply)
  }

  /// What to ask for a query whose answer may be as old as a level says.
  func target(of query: Query, at level: Consistency) -> ConsulTarget {
    queries.target(of: query.subject).adding(ConsulQueries.parameters(of: level))
  }

  /// Whether an answer asked for at a level is to be asked for once more, at the default one.
  func isTooOld(_ reply: ConsulReply, at level: Consistency) -> Bool {
    level == .stale && settings.maxStale > .zero && reply.lastContact > settings.maxStale
  }

  /// What an answer says to a query.
  func reading(
    of query: Query, _ reply: ConsulReply
  ) throws(RegistryError) -> Reading {
    let position = ConsulQueries.isPolled(query.subject) ? Reading.polled : reply.index
    guard let position else {
      throw RegistryError(.invalidAnswer, "\(reply.asked): answered without an index")
    }
    return Reading(value: try value(of: query, reply), index: position)
  }

  private func readDatacenters(
    _ query: Query, ignoresFailing: Bool
  ) async throws(RegistryError) -> Reading {
    let target = ConsulQueries.datacenters
    let reply = try await askInTurn(target, for: query)
    guard ignoresFailing else {
      return Reading(value: try value(of: query, reply), index: 1)
    }
    let names: [Bytes]
    do throws(ConsulAnswerError) {
      names = try ConsulAnswers.datacenters(body: reply.body)
    } catch { throw invalid(reply, error) }
    let alive = try await answering(names, for: query)
    guard !alive.isEmpty else {
      throw RegistryError(.failed, "\(reply.asked): no datacenter answers")
    }
    return Reading(value: .strings(alive), index: 1)
  }

  /// The datacenters that answer a query themselves.
  private func answering(
    _ names: [Bytes], for query: Query
  ) async throws(RegistryError) -> [Bytes] {
    let alive = await withTaskGroup(of: Bytes?.self) { group in
      for name in names {
        group.addTask { [self] in
          let target = ConsulQueries.probe(datacenter: name.string)
          return (try? await askInTurn(target, for: query)) == nil ? nil : name
        }
      }
      return await group.reduce(into: [Bytes]()) { names, name in
        if let name { names.append(name) }
      }
    }
    if Task.isCancelled { throw RegistryError(.cancelled, "cancelled") }
    return alive.sorted()
  }

  private func readNodeName(for query: Query) async throws(RegistryError) -> String {
    let reply = try await askInTurn(ConsulQueries.agent, for: query)
    do throws(ConsulAnswerError) {
      return try ConsulAnswers.nodeName(agent: reply.body)
    } catch { throw invalid(reply, error) }
  }

  private func value(
    of query: Query, _ reply: ConsulReply
  ) throws(RegistryError) -> Value {
    guard !reply.isMissing else {
      if let missing = ConsulAnswers.missing(query.subject) { return missing }
      throw RegistryError(.invalidAnswer, "\(reply.asked): answered 404")
    }
    do throws(ConsulAnswerError) {
      return try cache.value(of: query, body: reply.body)
    } catch { throw invalid(reply, error) }
  }

  private func invalid(_ reply: ConsulReply, _ error: ConsulAnswerError) -> RegistryError {
    RegistryError(.invalidAnswer, "\(reply.asked): \(error)")
  }
}
