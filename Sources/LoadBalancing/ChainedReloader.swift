/// Two ways of applying, one after the other. The second is used though the first may fail, but
/// only once for a change that is tried again.
package actor ChainedReloader: Reloader {
  private let first: any Reloader
  private let second: any Reloader
  /// The change which the second had, while the first still has not.
  private var unfinished: AppliedChange?

  /// `first`, then `second`.
  package init(_ first: any Reloader, _ second: any Reloader) {
    self.first = first
    self.second = second
  }

  /// What both say.
  package nonisolated var summary: String { "\(first.summary), then \(second.summary)" }

  /// Applies the change in both ways; throws the error of the first, else that of the second.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    var before: Result<ReloadReport, ReloadError>
    do throws(ReloadError) {
      before = .success(try await first.apply(change))
    } catch {
      before = .failure(error)
    }
    guard change != unfinished else {
      let report = try before.get()
      unfinished = nil
      return report
    }
    let after = try await second.apply(change)
    if case .failure = before { unfinished = change }
    let report = try before.get()
    return ReloadReport(
      method: after.method == .none ? report.method : after.method,
      summary: "\(report.summary), \(after.summary)", output: report.output + after.output)
  }

  /// Does the first alone, where somebody else does the second for the same change.
  package nonisolated var firstAlone: any Reloader { First(chain: self) }

  private func applyFirst(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    do throws(ReloadError) {
      return try await first.apply(change)
    } catch {
      unfinished = change
      throw error
    }
  }

  private struct First: Reloader {
    let chain: ChainedReloader
    var summary: String { chain.first.summary }

    func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
      try await chain.applyFirst(change)
    }
  }

  /// What both say.
  package func preview(_ change: AppliedChange) async -> [String] {
    await first.preview(change) + second.preview(change)
  }

  /// Has both look after the balancer; the sooner of their wishes counts.
  package func maintain() async -> Duration? {
    let wishes = [await first.maintain(), await second.maintain()]
    return wishes.compactMap { $0 }.min()
  }

  /// Has both end their work.
  package func finish() async {
    await first.finish()
    await second.finish()
  }
}
