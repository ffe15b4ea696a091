import RegistryCore
import Synchronization
import SystemSupport

/// Servers with the same data: all questions go over one connection to the one that answers.
final class RedisServers: Sendable {
  /// A connection and whom it is with.
  struct Link: Sendable {
    let line: RedisLine
    let choice: EndpointList.Choice
    /// The number of the database.
    let database: Int
  }

  private typealias Opening = SharedResult<Link, RegistryError>

  private struct State {
    var list: EndpointList
    var link: Link?
    var opening: (result: Opening, task: Task<Void, Never>)?
    var isShutDown = false
  }

  private let settings: RedisSettings
  private let endpoints: [String: RedisEndpoint]
  private let log: Log
  private let state: Mutex<State>

  init(settings: RedisSettings, log: Log) throws(RegistryError) {
    var endpoints: [String: RedisEndpoint] = [:]
    for address in settings.endpoints { endpoints[address] = try RedisEndpoint(address) }
    guard !endpoints.isEmpty else {
      throw RegistryError(.unsupported, "expected at least one endpoint of Redis")
    }
    self.settings = settings
    self.endpoints = endpoints
    self.log = log
    state = Mutex(State(list: EndpointList(settings.endpoints)))
  }

  /// Does something that asks a server, with the first server that answers.
  func use<Result: Sendable>(
    _ work: @Sendable (Link) async throws(RegistryError) -> Result
  ) async throws(RegistryError) -> Result {
    var attempts = endpoints.count
    var isPatient = true
    while true {
      let (link, isUsed) = try await link(&attempts)
      do throws(RegistryError) {
        let result = try await work(link)
        state.withLock { $0.list.succeeded(link.choice) }
        return result
      } catch {
        if error.code == .forbidden { leave(link) }
        if RedisServers.isFinal(error) { throw error }
        // The server may have closed a connection that was not used for long.
        if isUsed, isPatient, !link.line.isOpen, error.code == .unreachable {
          isPatient = false
          continue
        }
        note(error, link.choice)
        attempts -= 1
        if attempts <= 0 { throw error }
      }
    }
  }

  /// Opens a connection of its own to the server that is asked now.
  func open(_ listener: RedisLine.Listener) async throws(RegistryError) -> Link {
    try await open(choice(), listener)
  }

  /// Whether questions go to this server.
  func asks(_ choice: EndpointList.Choice) -> Bool {
    state.withLock { $0.link.map { $0.choice.address == choice.address } ?? true }
  }

  /// Closes the connection; what is under way ends with `.cancelled`.
  func shutdown() {
    let (link, opening) = state.withLock { state in
      state.isShutDown = true
      defer { (state.link, state.opening) = (nil, nil) }
      return (state.link, state.opening)
    }
    link?.line.close()
    opening?.task.cancel()
    opening?.result.finish(.failure(RedisServers.shutDown))
  }

  // MARK: - Connecting

  /// The connection, which is opened if there is none, and whether it was there before.
  private func link(
    _ attempts: inout Int
  ) async throws(RegistryError) -> (link: Link, isUsed: Bool) {
    while true {
      if let link = try currentLink() { return (link, true) }
      let choice = try choice()
      do throws(RegistryError) {
        return (try await opening(choice).get(), false)
      } catch {
        if RedisServers.isFinal(error) { throw error }
        attempts -= 1
        if attempts <= 0 { throw error }
      }
    }
  }

  private func currentLink() throws(RegistryError) -> Link? {
    let (link, old, isShutDown) = state.withLock { state -> (Link?, Link?, Bool) in
      guard let link = state.link else { return (nil, nil, state.isShutDown) }
      if link.line.isOpen, state.list.isCurrent(link.choice) { return (link, nil, false) }
      state.link = nil
      return (nil, link, false)
    }
    // Others may still wait for its answers.
    old?.line.retire()
    if isShutDown { throw RedisServers.shutDown }
    return link
  }

  /// One attempt to connect, for all who need it.
  private func opening(_ choice: EndpointList.Choice) -> Opening {
    state.withLock { state in
      if let opening = state.opening { return opening.result }
      let result = Opening()
      let task = Task { [self] in
        do throws(RegistryError) {
          settle(result, .success(try await open(choice, nil)))
        } catch {
          if !RedisServers.isFinal(error) { note(error, choice) }
          settle(result, .failure(error))
        }
      }
      state.opening = (result, task)
      return result
    }
  }

  private func settle(_ opening: Opening, _ result: Result<Link, RegistryError>) {
    let isWanted = state.withLock { state in
      guard !state.isShutDown else { return false }
      state.opening = nil
      if case .success(let link) = result { state.link = link }
      return true
    }
    if !isWanted, case .success(let link) = result { link.line.close() }
    opening.finish(result)
  }

  private func open(
    _ choice: EndpointList.Choice, _ listener: RedisLine.Listener?
  ) async throws(RegistryError) -> Link {
    guard let endpoint = endpoints[choice.address] else {
      throw RegistryError(.unsupported, "no endpoint of Redis is known")
    }
    let login = try RedisLogin(settings, database: endpoint.database ?? settings.database)
    let line = try await RedisLine.open(
      endpoint, name: choice.address, settings: settings, listener: listener)
    do throws(RegistryError) {
      try await login.perform(on: line)
    } catch {
      line.close()
      throw error
    }
    return Link(line: line, choice: choice, database: login.database)
  }

  private func choice() throws(RegistryError) -> EndpointList.Choice {
    let choice = state.withLock { $0.isShutDown ? nil : $0.list.choice(at: .now) }
    guard let choice else { throw RedisServers.shutDown }
    return choice
  }

  // MARK: - Failures

  private func leave(_ link: Link) {
    state.withLock { state in
      if state.link?.line === link.line { state.link = nil }
    }
    link.line.retire()
  }

  /// Whether another server would say the same.
  private static func isFinal(_ error: RegistryError) -> Bool {
    [.cancelled, .forbidden, .unsupported].contains(error.code)
  }

  private static let shutDown = RegistryError(.cancelled, "the registry is shut down")

  /// Lets the next question go to another server.
  private func note(_ error: RegistryError, _ choice: EndpointList.Choice) {
    var random = SystemRandomNumberGenerator()
    let isNews = state.withLock { $0.list.failed(choice, at: .now, using: &random) }
    guard isNews, endpoints.count > 1 else { return }
    log.warning(
      "Redis server does not answer; asking another one",
      ["endpoint": choice.address, "error": error.message])
  }
}
