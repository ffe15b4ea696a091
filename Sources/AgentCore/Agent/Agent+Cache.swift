import AgentConfiguration
import RegistryCore
import SystemSupport

/// Answers that outlive the agent: written some time after changes, read where a registry does not
/// answer.
extension Agent {
  private var identities: [String: String] { assembly.registryIdentities }

  /// A reading is to be written soon.
  func noteForCache(_ query: Query) {
    guard cache != nil else { return }
    cacheWork.changed.insert(query)
    if cacheWork.saveDue == nil { cacheWork.saveDue = .now + ReadingCache.settling }
  }

  /// A registry gave no answer.
  func readingFailed(_ query: Query) {
    guard cache != nil, store.snapshot[query] == nil else { return }
    cacheWork.failed.insert(query)
  }

  /// Queries are being asked: from now on registries have some time to answer.
  func awaitAnswers(to queries: Set<Query>) {
    guard cache != nil, cacheWork.restoreDue == nil else { return }
    let snapshot = store.snapshot
    if queries.contains(where: { snapshot[$0] == nil }) {
      cacheWork.restoreDue = .now + ReadingCache.patience
    }
  }

  /// Does what is due.
  func tendCache() {
    guard let cache else { return }
    let now = ContinuousClock.now
    if let due = cacheWork.restoreDue, due <= now {
      cacheWork.restoreDue = nil
      let snapshot = store.snapshot
      cacheWork.failed.formUnion(pool.queries.filter { snapshot[$0] == nil })
    }
    restoreFailed(from: cache)
    guard let due = cacheWork.saveDue, due <= now, !cacheWork.isSaving else { return }
    let changed = cacheWork.changed
    cacheWork.changed = []
    cacheWork.saveDue = nil
    cacheWork.isSaving = true
    let (snapshot, identities, queue) = (store.snapshot, identities, queue)
    Task {
      let isDone = await cache.save(changed, of: snapshot, identities: identities)
      queue.send(.cacheSaved(changed, isDone))
    }
  }

  private func restoreFailed(from cache: ReadingCache) {
    guard !cacheWork.failed.isEmpty else { return }
    let queries = cacheWork.failed.sorted { $0.text < $1.text }
    cacheWork.failed = []
    let (identities, queue, store, log) = (identities, queue, store, log)
    Task {
      let found = await cache.restore(queries, identities: identities)
      let restored = found.filter { store.restore($0.reading, for: $0.query) }
      guard let oldest = restored.map(\.time).min() else { return }
      let now = WallClock.secondsSince1970
      log.warning(
        "registry does not answer; serving what it answered to an earlier run",
        [
          "registry": Set(restored.map(\.query.registry)).sorted().joined(separator: ","),
          "queries": String(restored.count), "age": "\(max(0, now - oldest))s",
        ])
      for item in restored { queue.send(.readingRestored(item.query)) }
    }
  }

  /// Goes on with another folder, or with other secrets, after the configuration changed. Another
  /// folder begins with all that is known.
  func changeCache(from old: Assembly) {
    let (next, redaction) = (assembly.configuration, assembly.cacheRedaction)
    if next.cacheDirectory == old.configuration.cacheDirectory, let cache {
      Task { await cache.adopt(redaction) }
      // What was kept may be a secret now.
      if next.cacheRedactions == old.configuration.cacheRedactions,
        next.cachesSecrets == old.configuration.cachesSecrets
      {
        return
      }
    } else {
      // Its lock goes before another is taken: two texts may name one folder.
      cache = nil
      cache = next.cacheDirectory.flatMap { ReadingCache($0, redaction: redaction, log: log) }
    }
    guard cache != nil else { return cacheWork.clear() }
    let snapshot = store.snapshot
    for query in pool.queries where snapshot[query] != nil { noteForCache(query) }
  }

  /// Writing ended.
  func cacheSaved(_ queries: Set<Query>, isDone: Bool) {
    cacheWork.isSaving = false
    guard !isDone, cache != nil else { return }
    cacheWork.changed.formUnion(queries)
    cacheWork.saveDue = .now + ReadingCache.retry
  }

  /// Writes what has not been written, at the end.
  func saveCacheFinally() async {
    guard let cache, !cacheWork.changed.isEmpty else { return }
    _ = await cache.save(cacheWork.changed, of: store.snapshot, identities: identities)
  }
}
