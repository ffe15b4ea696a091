import ProcessControl
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Makes a master read its configuration again and finds out whether it did.
///
/// The master blocks its signals while it works and takes them only while it waits. So a signal is
/// never lost, though two may become one; and once it waits again with none pending, it has carried
/// the reload out or given it up.
struct NginxReload: Sendable {
  private static let pollInterval = Duration.milliseconds(10)
  /// How long neither new workers nor a reason in the log have to be there to count as refused: the
  /// system tells of a signal that is just being taken as of none.
  private static let grace = Duration.seconds(1)

  let settings: NginxSettings
  let master: Int32
  /// The logs in which it says why it gave up.
  let errorLogs: [String]
  let change: AppliedChange

  /// Reloads. `.rejected` means that the old workers go on.
  func run() async throws(ReloadError) -> ReloadReport {
    let deadline = ContinuousClock.now + settings.reloadTimeout
    // What an earlier signal of somebody else makes it do must not count as ours.
    try await waitUntilIdle(deadline, "is busy with an earlier reload")
    let before = NginxMaster.workers(of: master)
    guard before.leaving.count < settings.oldWorkerLimit else {
      throw ReloadError(
        .postponed, "the reload of nginx waits: \(before.leaving.count) old workers are alive")
    }
    let log = NginxErrorLog(errorLogs)
    let output = try await trigger()
    var (new, lines) = (Set<Int32>(), [String]())
    var end = ContinuousClock.now + NginxReload.grace
    repeat {
      try await pause()
      let isBusy = SignalReadiness.of(master, for: .hangUp) != .ready
      try await waitUntilIdle(deadline, "did not finish its reload")
      if isBusy { end = .now + NginxReload.grace }
      new = NginxMaster.workers(of: master).all.subtracting(before.all)
      lines = log.emergencies(of: master)
    } while new.isEmpty && lines.isEmpty && ContinuousClock.now < end
    guard !new.isEmpty else {
      throw ReloadError(
        .rejected,
        "nginx refused the new configuration and goes on with the old one"
          + (lines.isEmpty ? "; it wrote no reason to \(logNames)" : ""),
        output: lines.joined(separator: "\n"))
    }
    return ReloadReport(
      method: .reload,
      summary: "reloaded nginx (process \(master)), \(new.count) new "
        + (new.count == 1 ? "worker" : "workers"),
      output: output)
  }

  private var logNames: String {
    errorLogs.isEmpty ? "a file" : errorLogs.map { "`\($0)`" }.joined(separator: " or ")
  }

  private func trigger() async throws(ReloadError) -> String {
    if let command = settings.reloadCommand { return try await command.apply(change).output }
    do throws(SystemError) {
      try Signals.send(.hangUp, to: master)
    } catch {
      throw ReloadError(
        .noProcess,
        "cannot send SIGHUP to nginx (process \(master)): \(error.reasonOfSending)")
    }
    return ""
  }

  private func waitUntilIdle(
    _ deadline: ContinuousClock.Instant, _ problem: String
  ) async throws(ReloadError) {
    while true {
      switch SignalReadiness.of(master, for: .hangUp) {
      case .ready: return
      case .ended, nil:
        throw ReloadError(.noProcess, "nginx (process \(master)) has ended")
      case .ignoring:
        throw ReloadError(.noProcess, "process \(master) ignores SIGHUP")
      case .starting, .blocking: break
      }
      guard ContinuousClock.now < deadline else {
        throw ReloadError(.timedOut, "nginx (process \(master)) \(problem)")
      }
      try await pause()
    }
  }

  private func pause() async throws(ReloadError) {
    guard await EventLoop.shared.pause(for: NginxReload.pollInterval) else {
      throw ReloadError(.cancelled, "cancelled")
    }
  }
}
