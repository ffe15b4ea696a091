import Networking
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
  private let servers: ConsulServers
  private let token: ConsulToken
  private let cache = ConsulAnswerCache()
  private let pauses = PollPauses()
  private let refusal = Mutex(TokenRefusal())

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
    let isFollowed =
      switch query.subject {
      case .datacenters, .node(name: "", _): false
      default: index != Reading.polled
      }
    return try await isFollowed ? follow(query, after: index) : look(query, after: index)
  }

  /// Answers what cannot be waited for, or not before something else is known.
  @inline(never)
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
  func readBlocking(
    _ query: Query, after index: UInt64?, wait: Duration? = nil
  ) async throws(RegistryError) -> Reading {
    let subject = query.subject
    let target = queries.target(of: subject)
    let level = queries.consistency(of: subject)
    var reply = try await ask(
      target.adding(ConsulQueries.parameters(of: level)), after: index, wait: wait)
    if level == .stale, settings.maxStale > .zero, reply.lastContact > settings.maxStale {
      reply = try await ask(target, after: index, wait: wait)
    }
    let position = ConsulQueries.isPolled(subject) ? Reading.polled : reply.index
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

// MARK: - one exchange

extension ConsulRegistry {
  /// What an exchange does.
  enum Action {
    case read, delete
    case write([UInt8])
  }

  /// One exchange; its connection was granted before.
  func ask(
    _ target: ConsulTarget, after index: UInt64?, wait: Duration? = nil, sizeLimit: Int? = nil,
    to action: Action = .read
  ) async throws(RegistryError) -> ConsulReply {
    let token = try token.current()
    if let error = refusal.withLock({ $0.error(for: token, at: .now) }) { throw error }
    let (endpoint, choice) = try await servers.next()
    var request = request(target, of: endpoint, after: index, wait: wait, token)
    if let sizeLimit { request.maximumBodySize = min(sizeLimit, request.maximumBodySize) }
    switch action {
    case .read: break
    case .delete: request.method = "DELETE"
    case .write(let body): (request.method, request.body) = ("PUT", body)
    }
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await connections.clients.client(isWaiting: index != nil).send(request)
      connections.note(response)
    } catch {
      connections.note(error)
      let code = ConsulRegistry.code(of: error.code)
      if code != .cancelled { servers.failed(choice) }
      throw RegistryError(code, error.message)
    }
    servers.note(response, of: choice)
    let secrets = Array(request.secretHeaders.values)
    let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
    let hidesBody =
      response.status != 200
      && secrets.contains { !$0.reveal().isEmpty && text.contains($0.reveal()) }
    var doubts = settings.doubts
    // What an agent answers itself knows no leader, whether there is one or not.
    if target.endpoint.hasPrefix("/v1/agent/") { doubts.leaderless = false }
    do throws(RegistryError) {
      let reply = try ConsulReply(
        response, to: "`\(target.text)` of \(endpoint)", hidesBody: hidesBody,
        doubts: doubts)
      refusal.withLock { $0.accepted(token) }
      return reply
    } catch {
      if ConsulReply.refusesToken(response) {
        refusal.withLock { $0.refused(token, because: error, at: .now) }
      }
      throw error
    }
  }

  private func request(
    _ target: ConsulTarget, of endpoint: ConsulEndpoint, after index: UInt64?, wait: Duration?,
    _ token: Secret?
  ) -> HTTPRequest {
    // Consul waits no longer, whatever it is asked for.
    let wait = min(wait ?? settings.wait, .seconds(600))
    let blocking = index.map { ConsulQueries.blocking(after: $0, wait: wait) } ?? []
    var request = HTTPRequest(url: endpoint.base + target.adding(blocking).text)
    // Consul adds up to a sixteenth of the wait, so that not all clients come back at once.
    request.deadline = index == nil ? settings.deadline : wait + wait / 16 + settings.slack
    request.connectTimeout = settings.connectTimeout
    request.unixSocketPath = endpoint.unixSocketPath
    request.tls = settings.tls
    request.usesEnvironmentProxy = settings.usesEnvironmentProxy
    // Packing costs the agent on this machine more than the loopback costs anybody.
    request.prefersCompression = !endpoint.isLocal
    request.basicAuthentication = settings.basicAuthentication
    request.maximumBodySize = settings.maximumAnswerSize
    if let token, token != Secret("") {
      request.secretHeaders["X-Consul-Token"] = token
    }
    return request
  }

  private static func code(of code: HTTPError.Code) -> RegistryError.Code {
    switch code {
    case .cancelled, .shutDown: .cancelled
    case .resolve, .connect, .tls, .timeout, .closed: .unreachable
    case .tooLarge, .protocolViolation: .invalidAnswer
    case .invalidRequest, .failed: .failed
    }
  }
}
