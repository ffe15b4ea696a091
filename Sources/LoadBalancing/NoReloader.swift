/// For files which nobody has to be told of.
package struct NoReloader: Reloader {
  /// Nothing to configure.
  package init() {}

  /// `do nothing`.
  package var summary: String { "do nothing" }

  /// Does nothing.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    ReloadReport(method: .none, summary: "nothing to do")
  }
}
