package import ProcessControl
import SystemSupport

/// Applies a change by telling the program that we run: by a signal, or by starting it anew.
package struct ExecReloader: Reloader {
  private let supervisor: Supervisor
  private let patience = Duration.seconds(5)

  /// The program's supervisor.
  package init(_ supervisor: Supervisor) { self.supervisor = supervisor }

  /// `tell the program of [exec]`.
  package var summary: String { "tell the program of `[exec]`" }

  /// Returns when the program was told, or runs anew. One that was not started yet will read the
  /// new files when it is.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    guard supervisor.hasStarted else {
      return ReloadReport(method: .none, summary: "the program starts with it")
    }
    try await waitUntilReady()
    await supervisor.tellOfChange()
    return ReloadReport(method: .signal, summary: "told the program of `[exec]`")
  }

  /// A program that just starts, or replaces itself as HAProxy's master does, would die of the
  /// signal or lose it. One that never seems to listen is told all the same.
  private func waitUntilReady() async throws(ReloadError) {
    let deadline = ContinuousClock.now + patience
    while let (process, signal) = supervisor.listener, ContinuousClock.now < deadline,
      let state = SignalReadiness.of(process, for: signal), state != .ready
    {
      guard await EventLoop.shared.pause(for: .milliseconds(5)) else {
        throw ReloadError(.cancelled, "cancelled")
      }
    }
  }
}
