import Synchronization
package import SystemSupport

/// Makes the running watchers equal to the wanted queries.
package final class WatcherPool: Sendable {
  private struct State {
    var watchers: [Query: Watcher] = [:]
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
    let stopped = state.withLock { state -> [Query: Watcher] in
      guard !state.isShutDown else { return [:] }
      let stopped = state.watchers.filter { !wanted.contains($0.key) }
      for query in stopped.keys { state.watchers[query] = nil }
      var posts: [String: WatchPost] = [:]
      for query in wanted where state.watchers[query] == nil {
        guard let source = sources[query.registry] else { continue }
        let post = posts[query.registry] ?? post(for: source)
        posts[query.registry] = post
        state.watchers[query] = start(query, at: post)
      }
      return stopped
    }
    for watcher in stopped.values { watcher.stop() }
    store.forget(Set(stopped.keys))
  }

  /// Restarts the watchers of one registry, after its settings changed; their readings stay until
  /// the new ones arrive.
  package func restart(registry name: String, from source: Source) {
    let stopped = state.withLock { state -> [Watcher] in
      guard !state.isShutDown else { return [] }
      let queries = state.watchers.keys.filter { $0.registry == name }
      let stopped = queries.compactMap { state.watchers[$0] }
      let post = post(for: source)
      for query in queries { state.watchers[query] = start(query, at: post) }
      return stopped
    }
    for watcher in stopped { watcher.stop() }
  }

  /// The queries being watched.
  package var queries: Set<Query> { state.withLock { Set($0.watchers.keys) } }

  /// Stops all watchers and waits until they are gone.
  package func shutdown() async {
    let watchers = state.withLock { state in
      state.isShutDown = true
      defer { state.watchers = [:] }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.stop() }
    for watcher in watchers { await watcher.ended() }
  }

  private func post(for source: Source) -> WatchPost {
    WatchPost(
      registry: source.registry, store: store, pace: source.pace, log: log, onChange: onChange,
      onFailure: onFailure)
  }

  private func start(_ query: Query, at post: WatchPost) -> Watcher {
    let watcher = Watcher(query, at: post)
    watcher.start()
    return watcher
  }
}
