import Synchronization
import Values

/// The newest reading of every watched query. Shared by watchers, which write, and renderers, which
/// take immutable snapshots.
package final class SnapshotStore: Sendable {
  private struct State {
    var snapshot = Snapshot()
    var failures: [Query: WatchFailure] = [:]
    /// The last values of keys that were deleted.
    var lastValues: [Query: Value] = [:]
    /// The newest version of each versioned registry that answered all queries there were.
    var versions: [String: UInt64] = [:]
  }

  private let state = Mutex(State())
  private let remembersDeleted: Bool

  /// An empty store; `remembersDeleted` is whether the last values of deleted keys stay.
  package init(remembersDeleted: Bool = false) { self.remembersDeleted = remembersDeleted }

  /// Everything known now.
  package var snapshot: Snapshot {
    state.withLock { state in
      var snapshot = state.snapshot
      if remembersDeleted { snapshot.lastValues = state.lastValues }
      return snapshot
    }
  }

  /// Remembers the value that a reading ends.
  private func remember(_ old: Reading?, _ query: Query, before new: Reading, in state: inout State)
  {
    guard remembersDeleted else { return }
    if case .bytes = new.value {
      state.lastValues[query] = nil
    } else if let value = old?.value, case .bytes = value {
      state.lastValues[query] = value
    }
  }

  /// The queries that cannot be answered at present, and why.
  package var failures: [Query: WatchFailure] { state.withLock { $0.failures } }

  /// Replaces the reading of a query and ends its failure.
  package func publish(_ reading: Reading, for query: Query) {
    state.withLock { state in
      var readings = state.snapshot.readings
      // The store must hold the only reference while it changes the dictionary, or it is copied.
      let revision = state.snapshot.revision + 1
      state.snapshot = Snapshot()
      remember(readings[query], query, before: reading, in: &state)
      readings[query] = reading
      state.snapshot = Snapshot(readings: readings, revision: revision)
      state.failures[query] = nil
    }
  }

  /// Replaces the reading of a query, and in the same step those of the registry's other queries
  /// which its version changed. Returns the queries that have something new; none if the reading
  /// came with that of another query, or a newer one did.
  package func publish(
    _ reading: Reading, for asked: Query, with registry: some VersionedRegistry
  ) -> [Query] {
    let known = state.withLock { $0.versions[asked.registry] ?? 0 }
    let version = max(known, reading.index)
    var fresh = version == reading.index ? [asked: reading] : [:]
    while true {
      let (changed, missing) = state.withLock { state -> ([Query], [Query]) in
        let missing = unread(fresh, of: version, asked, in: state)
        guard missing.isEmpty else { return ([], missing) }
        state.versions[asked.registry] = max(version, state.versions[asked.registry] ?? 0)
        return (take(fresh, asked, in: &state), [])
      }
      if missing.isEmpty { return changed }
      let readings = registry.readings(of: missing, at: version)
      guard !readings.isEmpty else {
        // The version is not the newest any more; the others follow with theirs.
        return state.withLock { take([asked: reading], asked, in: &$0) }
      }
      fresh.merge(readings) { first, _ in first }
    }
  }

  /// The queries that a version has yet to answer before it is published. Each version is looked
  /// through once: what is asked for the first time later comes with it, and alone.
  private func unread(
    _ fresh: [Query: Reading], of version: UInt64, _ asked: Query, in state: State
  ) -> [Query] {
    if state.versions[asked.registry] == version { return fresh[asked] == nil ? [asked] : [] }
    let known = state.snapshot.readings.keys
    return known.filter { $0.registry == asked.registry && fresh[$0] == nil }
  }

  private func take(
    _ fresh: [Query: Reading], _ asked: Query, in state: inout State
  ) -> [Query] {
    var readings = state.snapshot.readings
    let revision = state.snapshot.revision
    state.snapshot = Snapshot()
    var (changed, isNew) = ([Query](), false)
    for (query, reading) in fresh {
      let old = readings[query]
      // What was forgotten meanwhile comes back with the query that was asked, and no other.
      guard old?.isReplaced(by: reading) ?? (query == asked) else { continue }
      isNew = true
      remember(old, query, before: reading, in: &state)
      readings[query] = reading
      if old?.isEqual(to: reading) != true { changed.append(query) }
    }
    state.snapshot = Snapshot(readings: readings, revision: isNew ? revision + 1 : revision)
    state.failures[asked] = nil
    return changed
  }

  /// Gives a query that has no reading one of an earlier run; its failure goes on. Returns whether
  /// it had none.
  package func restore(_ reading: Reading, for query: Query) -> Bool {
    state.withLock { state in
      guard state.snapshot.readings[query] == nil else { return false }
      var readings = state.snapshot.readings
      let revision = state.snapshot.revision + 1
      state.snapshot = Snapshot()
      readings[query] = reading
      state.snapshot = Snapshot(readings: readings, revision: revision)
      return true
    }
  }

  /// Notes that a query fails; the last reading stays. Returns whether it is news: no query of that
  /// registry failed in this way before. An outage is then told once and not for each query.
  package func fail(_ query: Query, with error: RegistryError) -> Bool {
    state.withLock { state in
      let isNews = !state.failures.contains {
        $0.key.registry == query.registry && $0.value.error.code == error.code
          && ($0.key != query || $0.value.error == error)
      }
      let known = state.failures[query]
      state.failures[query] = WatchFailure(
        error: error, attempts: (known?.attempts ?? 0) + 1,
        since: known?.since ?? ContinuousClock.now)
      return isNews
    }
  }

  /// Ends the failure of a query. Returns it if it was the registry's last one.
  package func recover(_ query: Query) -> WatchFailure? {
    state.withLock { state in
      guard let failure = state.failures.removeValue(forKey: query) else { return nil }
      let isLast = !state.failures.contains { $0.key.registry == query.registry }
      return isLast ? failure : nil
    }
  }

  /// Forgets queries that nobody asks any more.
  package func forget(_ queries: Set<Query>) {
    state.withLock { state in
      guard !queries.isEmpty else { return }
      var readings = state.snapshot.readings
      let revision = state.snapshot.revision + 1
      for query in queries {
        readings[query] = nil
        state.failures[query] = nil
        state.lastValues[query] = nil
      }
      state.snapshot = Snapshot(readings: readings, revision: revision)
    }
  }
}

/// A query that cannot be answered at present.
package struct WatchFailure: Sendable {
  /// The latest error.
  package let error: RegistryError
  /// How many times in a row it failed.
  package let attempts: Int
  /// When it began.
  package let since: ContinuousClock.Instant
}
