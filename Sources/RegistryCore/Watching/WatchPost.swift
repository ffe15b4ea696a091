package import SystemSupport

/// Whom watchers ask and whom they tell; all watchers of a registry share one.
package final class WatchPost: Sendable {
  /// Whom they ask.
  let registry: any Registry
  /// The rules for one of them, which has not asked yet.
  let machine: WatchMachine
  private let versioned: (any VersionedRegistry)?
  private let store: SnapshotStore
  private let log: Log
  private let onChange: @Sendable (Query) -> Void
  private let onFailure: @Sendable (Query) -> Void

  /// A post that publishes to `store` and then calls `onChange`. Outages and recoveries are told to
  /// `log` once each; `onFailure` is called after each failure.
  package init(
    registry: any Registry, store: SnapshotStore, pace: WatchMachine.Pace = WatchMachine.Pace(),
    log: Log, onChange: @escaping @Sendable (Query) -> Void,
    onFailure: @escaping @Sendable (Query) -> Void = { _ in }
  ) {
    self.registry = registry
    versioned = registry as? any VersionedRegistry
    self.store = store
    machine = WatchMachine(pace: pace, isVersioned: versioned != nil)
    self.log = log
    self.onChange = onChange
    self.onFailure = onFailure
  }

  /// Puts a reading into the store. Returns the queries that have something new by that, for
  /// `tell`: nobody is called yet.
  func publish(_ reading: Reading, for query: Query) -> [Query] {
    if let versioned { return store.publish(reading, for: query, with: versioned) }
    store.publish(reading, for: query)
    return [query]
  }

  func tell(_ changed: [Query]) {
    for query in changed { onChange(query) }
  }

  /// Notes in the store that a query fails. Returns whether that is news.
  func fail(_ query: Query, with error: RegistryError) -> Bool { store.fail(query, with: error) }

  func tell(
    _ error: RegistryError, of query: Query, isNews: Bool, retryingAfter delay: Duration
  ) {
    log.write(
      isNews ? .warning : .debug, "registry does not answer; keeping the last data",
      [
        "registry": query.registry, "query": query.text, "error": error.message,
        "retry_in": "\(delay.milliseconds)ms",
      ])
    onFailure(query)
  }

  /// Ends the failure of a query. Returns it if it was the registry's last one.
  func recover(_ query: Query) -> WatchFailure? { store.recover(query) }

  func tell(of query: Query, recoveredFrom failure: WatchFailure) {
    log.info(
      "registry answers again",
      [
        "registry": query.registry,
        "after": "\((ContinuousClock.now - failure.since).milliseconds)ms",
      ])
  }
}
