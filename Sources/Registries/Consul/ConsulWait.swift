import Networking
import RegistryCore
import Synchronization

/// One blocking query on its way, or a second one where the first answer is too old; its connection
/// was granted before. While Consul does not answer there is this object and its exchange, and no
/// task.
final class ConsulWait: Wait {
  private enum State {
    case new
    case working(Task<Void, Never>)
    case waiting(StartedRequest)
    case cancelled
  }

  private let registry: ConsulRegistry
  private let query: Query
  private let index: UInt64
  private let turn: WatchTurn
  private let completion: Reading.Completion
  private let state = Mutex(State.new)

  /// How long a server may take to learn what another one told of.
  private static let catchUp: Duration = .seconds(2)

  init(
    _ registry: ConsulRegistry, _ query: Query, after index: UInt64, _ turn: WatchTurn,
    _ completion: @escaping Reading.Completion
  ) {
    self.registry = registry
    self.query = query
    self.index = index
    self.turn = turn
    self.completion = completion
  }

  /// Asks, once.
  func begin() {
    state.withLock { state in
      state = .working(
        Task { [self] in
          await ask(at: registry.queries.consistency(of: query.subject))
        })
    }
  }

  func cancel() {
    let state = state.withLock { state in
      defer { state = .cancelled }
      return state
    }
    switch state {
    case .working(let task): task.cancel()
    case .waiting(let request): request.cancel()
    case .new, .cancelled: break
    }
  }

  private func ask(at level: Consistency) async {
    // What was found to have moved is answered at once, or as soon as the server that is asked
    // knows it, too.
    let wait = turn == .read ? ConsulWait.catchUp : nil
    do throws(RegistryError) {
      let (request, addressee) = try await registry.prepare(
        registry.target(of: query, at: level), after: index, wait: wait)
      do throws(HTTPError) {
        try send(request) { [self] in receive($0, of: addressee, at: level) }
      } catch { throw registry.noted(error, of: addressee) }
    } catch { end(.failure(error)) }
  }

  private func send(
    _ request: HTTPRequest,
    _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
  ) throws(HTTPError) {
    let client = registry.client(after: index)
    try state.withLock { state throws(HTTPError) in
      if case .cancelled = state { throw HTTPError(.cancelled, "cancelled: \(request)") }
      state = .waiting(try client.start(request, completion))
    }
  }

  /// Goes over to a task: decoding takes its time.
  private func receive(
    _ result: Result<HTTPResponse, HTTPError>, of addressee: ConsulRegistry.Addressee,
    at level: Consistency
  ) {
    state.withLock { state in
      let task = Task { [self] in await take(result, of: addressee, at: level) }
      if case .waiting = state { state = .working(task) }
    }
  }

  private func take(
    _ result: Result<HTTPResponse, HTTPError>, of addressee: ConsulRegistry.Addressee,
    at level: Consistency
  ) async {
    do throws(RegistryError) {
      let reply: ConsulReply
      switch result {
      case .success(let response):
        reply = try registry.accept(
          response, to: registry.target(of: query, at: level), of: addressee)
      case .failure(let error): throw registry.noted(error, of: addressee)
      }
      if registry.isTooOld(reply, at: level) { return await ask(at: .default) }
      end(.success(try registry.reading(of: query, reply)))
    } catch { end(.failure(error)) }
  }

  private func end(_ result: Result<Reading, RegistryError>) {
    if turn == .hold, case .success(let reading) = result, reading.index != index {
      registry.connections.dispatcher.note(.changed(query))
    }
    completion(result)
  }
}
