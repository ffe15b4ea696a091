package import Diagnostics
package import RegistryCore
package import Rendering
package import SystemSupport
package import TemplateLanguage

/// Renders every resource once, as soon as its data are there: the engine of `render`, `diff` and
/// `explain`. Writes nothing.
package struct Collector: Sendable {
  /// What came of one resource.
  package enum Outcome: Sendable {
    case complete([UInt8])
    /// The time was over; these inputs did not come.
    case incomplete([MissingInput])
    case failed(TemplateError)
  }

  /// One resource and what came of it.
  package struct Collected: Sendable {
    /// The resource.
    package let resource: ManagedResource
    /// What came of it.
    package let outcome: Outcome
    /// What the last pass looked at.
    package let inputs: RenderInputs
  }

  /// Everything that was learned.
  package struct Collection: Sendable {
    /// In the order of the configuration.
    package let resources: [Collected]
    /// The readings at the end.
    package let snapshot: Snapshot
    /// The queries that could not be answered.
    package let failures: [Query: WatchFailure]
    /// The registries whose outage the log has told already, with the cause.
    package let toldRegistries: Set<String>
    /// Whether somebody ended the wait before its time.
    package let isInterrupted: Bool
    /// What a replay did not find in its file; nil where registries were asked.
    package var unrecorded: [Diagnostic]?
  }

  private enum News {
    case changed(Query)
    case failed(Query)
  }

  /// Most renderings are complete before this is over, and never need what following changes opens.
  private static let followDelay = Duration.milliseconds(100)

  private let assembly: Assembly
  private let log: Log
  private let cache: CacheFolder?
  private let attempts: [String: Int]

  /// A collector for an assembly; it is the caller's to shut down. What registries do not answer is
  /// taken from the cache, if there is one. `attempts` are the numbers of
  /// failures, by registry, after which a query is given up.
  package init(
    _ assembly: Assembly, cache: CacheFolder? = nil, attempts: [String: Int] = [:], log: Log
  ) {
    self.assembly = assembly
    self.cache = cache
    self.attempts = attempts
    self.log = log
  }

  /// Renders until every resource is complete or failed or waits for an answer that a registry
  /// refuses, at the longest for `timeout`, or until the task is cancelled.
  package func collect(within timeout: Duration) async -> Collection {
    let deadline = ContinuousClock.now + timeout
    let queue = EventQueue<News>()
    let store = SnapshotStore()
    // What lasts is told at the end, and what may pass is told by `Outages`.
    let pool = WatcherPool(
      store: store, log: log.lowered(to: .debug), onChange: { queue.send(.changed($0)) },
      onFailure: { queue.send(.failed($0)) })
    var outages = Outages(log: log)
    let sources = assembly.sources.mapValues { $0.following(after: Collector.followDelay) }
    var passes = assembly.resources.map(Pass.init)
    while true {
      for index in passes.indices where passes[index].isDue {
        passes[index].render(from: store.snapshot, in: assembly.environment)
      }
      pool.reconcile(
        wanted: Set(passes.flatMap(\.inputs.inputs.queries)), sources: sources)
      let failures = store.failures
      let isLate = ContinuousClock.now >= deadline
      if restore(isLate ? pool.queries : Set(failures.keys), to: store) {
        for index in passes.indices where passes[index].isIncomplete {
          passes[index].render(from: store.snapshot, in: assembly.environment)
        }
        pool.reconcile(
          wanted: Set(passes.flatMap(\.inputs.inputs.queries)), sources: sources)
        continue
      }
      let isOver = passes.allSatisfy { $0.isSettled || $0.isHopeless(failures, attempts) }
      if isOver || Task.isCancelled || isLate { break }
      for news in await queue.next(before: deadline) {
        switch news {
        case .failed(let query): outages.tell(store.failures[query]?.error, of: query)
        case .changed(let query):
          for index in passes.indices { passes[index].notice(query) }
        }
      }
    }
    let collection = Collection(
      resources: passes.map(\.collected), snapshot: store.snapshot, failures: store.failures,
      toldRegistries: outages.told, isInterrupted: Task.isCancelled)
    await pool.shutdown()
    return collection
  }

  /// Takes the answers of an earlier run to queries that have none; returns whether there were any.
  private func restore(_ queries: Set<Query>, to store: SnapshotStore) -> Bool {
    guard let cache else { return false }
    let snapshot = store.snapshot
    let unanswered = queries.filter { snapshot[$0] == nil }.sorted { $0.text < $1.text }
    guard !unanswered.isEmpty else { return false }
    let found = cache.readings(of: unanswered, identities: assembly.registryIdentities)
      .filter { store.restore($0.reading, for: $0.query) }
    guard let oldest = found.map(\.time).min() else { return false }
    let age = max(0, WallClock.secondsSince1970 - oldest)
    log.warning(
      "registry does not answer; using what it answered to an earlier run",
      ["queries": String(found.count), "age": "\(age)s"])
    return true
  }

  /// One resource on its way to completeness.
  private struct Pass {
    let resource: ManagedResource
    private(set) var inputs = ResourceInputs()
    private(set) var isDue = true
    private var outcome = Outcome.incomplete([])

    init(_ resource: ManagedResource) { self.resource = resource }

    var isIncomplete: Bool { !isSettled }

    /// A template error is final: no more data will be asked for. Missing data is not.
    var isSettled: Bool {
      if case .incomplete = outcome { false } else { true }
    }

    /// Whether it waits for an answer that will not come.
    func isHopeless(_ failures: [Query: WatchFailure], _ attempts: [String: Int]) -> Bool {
      guard case .incomplete(let missing) = outcome else { return false }
      return missing.contains { input in
        guard let query = input.query, let failure = failures[query] else { return false }
        return failure.error.isPermanent
          || failure.attempts >= attempts[query.registry, default: .max]
      }
    }

    var collected: Collected {
      Collected(resource: resource, outcome: outcome, inputs: inputs.inputs)
    }

    mutating func notice(_ query: Query) {
      if !isSettled, inputs.concerns(query) { isDue = true }
    }

    mutating func render(from snapshot: Snapshot, in environment: RenderEnvironment) {
      isDue = false
      let result = resource.render(from: snapshot, in: environment, files: LocalFiles())
      inputs.replace(result.inputs, missing: result.missing, snapshot: snapshot)
      switch result {
      case .complete(let bytes, _): outcome = .complete(bytes)
      case .incomplete(let missing, _): outcome = .incomplete(missing)
      case .failed(let error, _): outcome = .failed(error)
      }
    }
  }
}
