import RegistryCore
import SystemSupport

/// What of the cache is to be done.
struct CacheWork {
  /// Queries whose readings changed since they were written last.
  var changed: Set<Query> = []
  /// When they are to be written.
  var saveDue: ContinuousClock.Instant?
  /// Whether they are being written.
  var isSaving = false
  /// Queries that failed and have no reading.
  var failed: Set<Query> = []
  /// When the patience with registries that do not answer ends.
  var restoreDue: ContinuousClock.Instant?

  /// Forgets all but the writing under way.
  mutating func clear() {
    changed = []
    failed = []
    saveDue = nil
    restoreDue = nil
  }

  /// When something is to be done, if it is.
  var deadline: ContinuousClock.Instant? {
    [isSaving ? nil : saveDue, restoreDue].compactMap { $0 }.min()
  }
}
