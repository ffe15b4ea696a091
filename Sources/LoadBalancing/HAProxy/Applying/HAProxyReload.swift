import Networking
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Makes HAProxy read its configuration again and finds out whether it did.
struct HAProxyReload: Sendable {
  let settings: HAProxySettings
  let change: AppliedChange
  let process: HAProxyProcess?
  let masterSocket: SocketAddress?
  let runtime: RuntimeSocket?
  private static let pollInterval = Duration.milliseconds(20)
  /// How long a new worker has to live to count as serving, where nobody can be asked.
  private static let probation = Duration.seconds(1)

  /// Reloads in the surest way there is. `.rejected` means that the old worker goes on.
  func run() async throws(ReloadError) -> ReloadReport {
    let before = await worker()
    guard let masterSocket else { return try await withoutMaster(before) }
    switch try await byMaster(masterSocket, before) {
    case .success(let report): return report
    case .failure(let silence):
      do throws(ReloadError) {
        let report = try await withoutMaster(before)
        return ReloadReport(
          method: report.method,
          summary: "\(report.summary), as the master does not answer: \(silence)",
          output: report.output)
      } catch {
        throw ReloadError(
          error.code, "\(error); and the master does not answer: \(silence)", output: error.output)
      }
    }
  }

  private func withoutMaster(_ before: Int32?) async throws(ReloadError) -> ReloadReport {
    if let command = settings.reloadCommand {
      let report = try await command.apply(change)
      if before != nil { try await confirm(other: before) }
      return report
    }
    return try await bySignal(before)
  }

  /// The worker that answers the runtime API.
  private func worker() async -> Int32? {
    guard let runtime else { return nil }
    return (try? await runtime.info())?.process
  }

  /// Fails where no master answers.
  private func byMaster(
    _ address: SocketAddress, _ before: Int32?
  ) async throws(ReloadError) -> Result<ReloadReport, RuntimeError> {
    let master = MasterSocket(address: address, timeout: settings.reloadTimeout)
    do throws(RuntimeError) {
      let processes = try await master.processes()
      guard processes.oldWorkers.count < settings.oldWorkerLimit else {
        let count = processes.oldWorkers.count
        throw RuntimeError(
          .refused, count == 1 ? "1 old worker is alive" : "\(count) old workers are alive")
      }
    } catch {
      if error.code == .cancelled { throw ReloadError(.cancelled, "cancelled") }
      if error.code == .refused {
        throw ReloadError(.postponed, "the reload of HAProxy waits: \(error)")
      }
      return .failure(error)
    }
    do throws(RuntimeError) {
      let (worker, output) = try await master.reload()
      if let worker, before != nil { try await confirm(exactly: worker) }
      let who = worker.map { ", worker \($0)" } ?? ""
      return .success(
        ReloadReport(
          method: .reload, summary: "reloaded HAProxy through `\(address)`\(who)", output: output))
    } catch {
      throw HAProxyReload.error(error)
    }
  }

  private static func error(_ error: RuntimeError) -> ReloadError {
    switch error.code {
    case .refused:
      ReloadError(
        .rejected, "HAProxy refused the new configuration and goes on with the old one",
        output: "\(error)")
    case .cancelled: ReloadError(.cancelled, "cancelled")
    case .disagrees: ReloadError(.timedOut, "the reload of HAProxy failed: \(error)")
    case .unreachable, .nonsense:
      ReloadError(.noProcess, "the reload of HAProxy failed: \(error)")
    }
  }

  // MARK: - Without a master's socket

  private func bySignal(_ before: Int32?) async throws(ReloadError) -> ReloadReport {
    let master = try masterProcess()
    let children = ProcessTree.children(of: master)
    let signal = SignalReloader(signal: .user2, process: master)
    let report = try await signal.apply(change)
    if before != nil {
      try await confirm(other: before)
    } else {
      try await awaitChild(of: master, besides: children)
    }
    return ReloadReport(method: .reload, summary: report.summary)
  }

  private func masterProcess() throws(ReloadError) -> Int32 {
    if let path = settings.pidFile {
      let process = try PidFile(path: path).process()
      // SIGUSR2 ends those who do not expect it, and a stale file may name anybody.
      guard HAProxyProcess.isHAProxy(process, with: settings.configuration) else {
        throw ReloadError(
          .noProcess, "process \(process) of `\(path)` is no HAProxy that can be seen here")
      }
      return process
    }
    guard let process else {
      let others = HAProxyProcess.others().prefix(3)
      let found = others.isEmpty ? "" : " (\(others.joined(separator: ", ")))"
      throw ReloadError(
        .noProcess,
        "no running HAProxy was found that uses `\(settings.configuration)`\(found); start it, or "
          + "set `master_socket`, `pid_file` or `reload`")
    }
    guard process.hasMaster else {
      throw ReloadError(
        .noProcess,
        "HAProxy (process \(process.process)) has no master process and cannot be reloaded; "
          + "start it with `-W` or `-Ws`, or set `reload`")
    }
    return process.process
  }

  /// Waits until another worker than `old` answers the runtime API.
  private func confirm(other old: Int32?) async throws(ReloadError) {
    try await wait(for: settings.reloadTimeout) {
      guard let worker = await worker() else { return false }
      return worker != old
    }
  }

  /// Waits until this worker answers the runtime API: a change of servers that comes before would
  /// reach the old one.
  private func confirm(exactly new: Int32) async throws(RuntimeError) {
    guard let runtime else { return }
    let deadline = ContinuousClock.now + settings.runtimeTimeout
    while (try? await runtime.info())?.process != new, ContinuousClock.now < deadline {
      guard await EventLoop.shared.pause(for: HAProxyReload.pollInterval) else {
        throw RuntimeError(.cancelled, "cancelled")
      }
    }
  }

  /// Waits for a child that was not there before and stays.
  private func awaitChild(
    of master: Int32, besides known: Set<Int32>
  ) async throws(ReloadError) {
    var newcomer: Int32?
    var since = ContinuousClock.now
    try await wait(for: settings.reloadTimeout) { () throws(ReloadError) in
      guard kill(master, 0) == 0 || errno == EPERM else {
        throw ReloadError(.noProcess, "HAProxy's master (process \(master)) ended in its reload")
      }
      let children = ProcessTree.children(of: master).subtracting(known)
      guard let child = children.max() else {
        newcomer = nil
        return false
      }
      if child != newcomer {
        newcomer = child
        since = .now
      }
      return ContinuousClock.now - since >= HAProxyReload.probation
    }
  }

  private func wait(
    for limit: Duration, until isDone: () async throws(ReloadError) -> Bool
  ) async throws(ReloadError) {
    let deadline = ContinuousClock.now + limit
    while !(try await isDone()) {
      guard ContinuousClock.now < deadline else {
        throw ReloadError(.timedOut, "HAProxy has no new worker \(limit) after its reload")
      }
      guard await EventLoop.shared.pause(for: HAProxyReload.pollInterval) else {
        throw ReloadError(.cancelled, "cancelled")
      }
    }
  }
}
