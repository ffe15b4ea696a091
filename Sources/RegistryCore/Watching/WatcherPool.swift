import Synchronization
package import SystemSupport

/// Makes the running watchers equal to the wanted queries.
///
/// Watchers are unstructured tasks because each lives exactly as long as its query is wanted; the
/// pool owns their handles, and `shutdown` awaits them all.
package final class WatcherPool: Sendable {
  private struct State {
    var tasks: [Query: Task<Void, Never>] = [:]
    var isShutDown = false
  }

  private let state = Mutex(State())
  private let store: SnapshotStore
  private let log: Log
  private let onChange: @Sendable (Query) -> Void
  private let onFailure: @Sendable (Query) -> Void

  /// A pool without watchers, which publishes to `store` and then calls `onChange`.
  package init(
    store: SnapshotStore, log: Log, onChange: @escaping @Sendable (Query) -> Void,
    onFailure: @escaping @Sendable (Query) -> Void = { _ in }
  ) {
    self.store = store
    self.log = log
    self.onChange = onChange
    self.onFailure = onFailure
  }

  /// Whom to ask, and how fast.
  package struct Source: Sendable {
    /// Whom to ask.
    package let registry: any Registry
    /// How fast.
    package let pace: WatchMachine.Pace

    /// A registry and its pace.
    package init(registry: any Registry, pace: WatchMachine.Pace = WatchMachine.Pace()) {
      self.registry = registry
      self.pace = pace
    }

    /// The same registry, whose changes are followed only some time after the first reading.
    package func following(after delay: Duration) -> Source {
      var pace = pace
      pace.followDelay = delay
      return Source(registry: registry, pace: pace)
    }
  }

  /// Starts watchers for new queries and stops those of queries not wanted any more, whose readings
  /// are forgotten. A query whose registry is not among `sources` is not watched.
  package func reconcile(wanted: Set<Query>, sources: [String: Source]) {
    let stopped = state.withLock { state -> [Query: Task<Void, Never>] in
      guard !state.isShutDown else { return [:] }
      let stopped = state.tasks.filter { !wanted.contains($0.key) }
      for query in stopped.keys { state.tasks[query] = nil }
      for query in wanted where state.tasks[query] == nil {
        guard let source = sources[query.registry] else { continue }
        state.tasks[query] = start(query, source)
      }
      return stopped
    }
    for task in stopped.values { task.cancel() }
    store.forget(Set(stopped.keys))
  }

  /// Restarts the watchers of one registry, after its settings changed; their readings stay until
  /// the new ones arrive.
  package func restart(registry name: String, from source: Source) {
    let stopped = state.withLock { state -> [Task<Void, Never>] in
      guard !state.isShutDown else { return [] }
      let queries = state.tasks.keys.filter { $0.registry == name }
      let stopped = queries.compactMap { state.tasks[$0] }
      for query in queries { state.tasks[query] = start(query, source) }
      return stopped
    }
    for task in stopped { task.cancel() }
  }

  /// The queries being watched.
  package var queries: Set<Query> { state.withLock { Set($0.tasks.keys) } }

  /// Stops all watchers and waits until they are gone.
  package func shutdown() async {
    let tasks = state.withLock { state in
      state.isShutDown = true
      defer { state.tasks = [:] }
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  private func start(_ query: Query, _ source: Source) -> Task<Void, Never> {
    let watcher = Watcher(
      query: query, registry: source.registry, store: store, pace: source.pace, log: log,
      onChange: onChange, onFailure: onFailure)
    return Task { await watcher.run() }
  }
}
