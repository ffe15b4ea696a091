import AgentConfiguration
import RegistryCore
import Rendering
import Synchronization
import SystemSupport

/// Sharing of all templates of an agent: one `TemplateShare` for each that is different, the
/// registries that readers see, and the session that all leaders among them have in common.
final class Deduplication: Sendable {
  private struct Share {
    let share: TemplateShare
    let task: Task<Void, Never>
  }

  private struct State {
    var shares: [String: Share] = [:]
    var isShutDown = false
  }

  private let exchange: ShareExchange
  private let sessions: ShareSessions
  private let parts: TemplateShare.Parts
  private let prefix: String
  private let state: Mutex<State>

  /// How long a query waits for a leader that does not have it.
  private static let patience = Duration.seconds(3)

  /// Sharing through the board of the registry `name`. Nothing is asked before `want`.
  init(
    _ settings: DeduplicationSettings, board: any ShareBoard, of name: String,
    identity: ShareIdentity, redaction: Redaction, watching: WatchMachine.Pace, log: Log
  ) {
    prefix = settings.prefix
    state = Mutex(State())
    let listeners = Listeners()
    exchange = ShareExchange(
      identity: identity, patience: Deduplication.patience, staleAfter: settings.staleAfter,
      onAnswer: { names in listeners.send(.answersChanged, to: names) })
    sessions = ShareSessions(
      board, ttl: settings.ttl, log: log,
      onEnd: { session in listeners.send(.sessionEnded(session), to: nil) })
    var pace = DeduplicationMachine.Pace()
    pace.staleAfter = settings.staleAfter
    parts = TemplateShare.Parts(
      registry: name, board: board, sessions: sessions, exchange: exchange, redaction: redaction,
      pace: pace, watching: watching, log: log)
    listeners.connect(self)
  }

  /// Hands news to the shares of an owner that is made after them.
  private final class Listeners: Sendable {
    private let owner = Mutex<Weak>(Weak())

    private struct Weak {
      weak var owner: Deduplication?
    }

    func connect(_ owner: Deduplication) { self.owner.withLock { $0.owner = owner } }

    func send(_ news: TemplateShare.News, to names: [String]?) {
      owner.withLock { $0.owner }?.send(news, to: names)
    }
  }

  /// The registries as readers see them.
  func wrap(_ sources: [String: WatcherPool.Source]) -> [String: WatcherPool.Source] {
    var wrapped = sources
    for name in exchange.identity.registries.keys {
      guard let source = sources[name] else { continue }
      wrapped[name] = WatcherPool.Source(
        registry: DeduplicatedRegistry(inner: source.registry, exchange: exchange),
        pace: source.pace)
    }
    return wrapped
  }

  /// Whether a query is answered from what another agent shares.
  func isShared(_ query: Query) -> Bool { exchange.isShared(query) }

  /// Says which queries the templates of the resources use now.
  func want(_ used: [(resource: ManagedResource, queries: [Query])]) {
    var wanted: [String: Set<Query>] = [:]
    var labels: [String: String] = [:]
    for (resource, queries) in used {
      let shareable = queries.filter { exchange.identity.key(of: $0) != nil }
      guard !shareable.isEmpty else { continue }
      let name = exchange.identity.name(of: resource)
      wanted[name, default: []].formUnion(shareable)
      labels[name] = labels[name].map { min($0, resource.name) } ?? resource.name
    }
    let changed = exchange.want(wanted)
    let ended = state.withLock { state -> [Share] in
      guard !state.isShutDown else { return [] }
      for (name, label) in labels where state.shares[name] == nil {
        let share = TemplateShare(name, folder: "\(prefix)\(name)/", label: label, parts)
        state.shares[name] = Share(share: share, task: Task { await share.run() })
      }
      let gone = state.shares.filter { wanted[$0.key] == nil }
      for name in gone.keys { state.shares[name] = nil }
      return Array(gone.values)
    }
    for item in ended {
      item.task.cancel()
      Task {
        await item.task.value
        await item.share.resign()
      }
    }
    send(.answersChanged, to: changed)
  }

  /// Ends all sharing; what this agent leads others can lead at once. Nobody may read through the
  /// wrapped registries any more.
  func shutdown() async {
    let tasks = state.withLock { state -> [Task<Void, Never>] in
      state.isShutDown = true
      defer { state.shares = [:] }
      return state.shares.values.map(\.task)
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
    await sessions.shutdown()
    exchange.shutdown()
    await parts.board.shutdown()
  }

  private func send(_ news: TemplateShare.News, to names: [String]?) {
    let shares = state.withLock { state in
      state.shares.filter { names?.contains($0.key) ?? true }.map(\.value.share)
    }
    for share in shares { share.queue.send(news) }
  }
}
