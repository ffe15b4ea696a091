/// A reloader whose runs are spaced out.
package actor ThrottledReloader: Reloader {
  private let reloader: any Reloader
  private var throttle: ReloadThrottle
  private var random = SystemRandomNumberGenerator()

  /// Holds `reloader` back as `throttle` says.
  package init(_ reloader: any Reloader, _ throttle: ReloadThrottle) {
    self.reloader = reloader
    self.throttle = throttle
  }

  /// What the other one says.
  package nonisolated var summary: String { reloader.summary }

  /// Applies the change, or throws `.postponed`.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    if let moment = throttle.refusal(at: .now, using: &random) {
      throw ReloadError(postponedUntil: moment)
    }
    return try await reloader.apply(change)
  }

  /// What the other one says.
  package func preview(_ change: AppliedChange) async -> [String] {
    await reloader.preview(change)
  }

  /// Has the other one look after the balancer.
  package func maintain() async -> Duration? { await reloader.maintain() }

  /// What the other one finds.
  package func oldWorkers() async -> OldWorkers? { await reloader.oldWorkers() }

  /// Has the other one end its work.
  package func finish() async { await reloader.finish() }
}
