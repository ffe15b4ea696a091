/// Two ways of applying, one after the other. If the first fails the second is left out; a repeated
/// change begins with the first again.
package struct ChainedReloader: Reloader {
  private let first: any Reloader
  private let second: any Reloader

  /// `first`, then `second`.
  package init(_ first: any Reloader, _ second: any Reloader) {
    self.first = first
    self.second = second
  }

  /// What both say.
  package var summary: String { "\(first.summary), then \(second.summary)" }

  /// Applies the change in both ways.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    let before = try await first.apply(change)
    let after = try await second.apply(change)
    return ReloadReport(
      method: after.method == .none ? before.method : after.method,
      summary: "\(before.summary), \(after.summary)", output: before.output + after.output)
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
