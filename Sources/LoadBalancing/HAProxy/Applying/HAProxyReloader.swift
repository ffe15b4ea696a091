import Networking
package import SystemSupport

/// Applies changes to a running HAProxy: servers by its runtime API where that is possible, and
/// everything else by a reload.
///
/// Runtime changes are read back; any error, timeout or disagreement ends in a reload, for the file
/// on disk is the truth and a reload makes HAProxy agree with it.
package actor HAProxyReloader: Reloader {
  let settings: HAProxySettings
  let log: Log
  var draining = DrainingServers()
  /// The contents of the configuration which HAProxy is known to run.
  private(set) var applied: [UInt8]?
  /// What the file was when it was first looked at, while nothing is known. Not believed before a
  /// change, which may have replaced the file already.
  var assumed: [UInt8]?
  /// Servers which an apply that failed may have added, by backend.
  private(set) var attempted: [Word: [ServerLine]] = [:]
  private var throttle: ReloadThrottle
  private var random = SystemRandomNumberGenerator()
  /// What was said of drift last, so that it is said once.
  var lastDrift: [String] = []
  /// The drift for which HAProxy was reloaded last: where that did not help, a second would not.
  var reloadedDrift: [String] = []

  /// A reloader; it looks for what the settings leave open at each change.
  package init(_ settings: HAProxySettings, log: Log = .silent) {
    self.settings = settings
    self.log = log
    throttle = settings.throttle
  }

  /// What it does.
  package nonisolated var summary: String {
    settings.usesRuntime ? "change HAProxy's servers at run time or reload it" : "reload HAProxy"
  }

  /// Applies a change. `.rejected` means that HAProxy runs on with the old configuration, so that
  /// the old file is the one to put back.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    // HAProxy would read what is there now, which may be newer than the change.
    let change = change.installed
    let parts = HAProxyParts(settings, change, known: applied)
    guard !parts.newContents.isEmpty else {
      throw ReloadError(.noProcess, "`\(settings.configuration)` cannot be read or is empty")
    }
    let report: ReloadReport
    switch await atRuntime(parts) {
    case .done(let done): report = done
    case .planned, .cancelled: throw ReloadError(.cancelled, "cancelled")
    case .impossible(let reason):
      do throws(ReloadError) {
        report = try await reload(parts, change, because: reason)
      } catch {
        if error.code == .rejected { reinstate(parts) }
        if error.code == .postponed { await changeServers(parts) }
        throw error
      }
    }
    applied = parts.newContents
    attempted = [:]
    return report
  }

  /// What the runtime API would be told, backend by backend, or why a reload is needed.
  package func preview(_ change: AppliedChange) async -> [String] {
    switch await atRuntime(HAProxyParts(settings, change, known: nil), isPreview: true) {
    case .planned(let words): words.isEmpty ? ["HAProxy has it already"] : words
    case .impossible(let reason): ["reload: \(reason)"]
    case .done, .cancelled: []
    }
  }

  /// The old file is put back: its servers are wanted again, so none of them may be deleted. What
  /// was changed of them is set back as drift.
  private func reinstate(_ parts: HAProxyParts) {
    guard let old = parts.oldConfiguration.map(BalancerLayout.init) else { return }
    applied = applied ?? parts.oldContents
    for place in draining.entries.keys where old.server(at: place) != nil {
      draining.remove(place)
    }
  }

  // MARK: - At run time

  private enum RuntimeOutcome {
    case done(ReloadReport)
    case cancelled
    /// Nothing was done, as it was a preview.
    case planned([String])
    /// A reload is needed, and why.
    case impossible(String)
  }

  private func atRuntime(
    _ parts: HAProxyParts, isPreview: Bool = false
  ) async -> RuntimeOutcome {
    guard settings.usesRuntime else { return .impossible("the runtime API is not to be used") }
    guard parts.newConfiguration != nil else {
      return .impossible("`\(settings.configuration)` cannot be split into words")
    }
    let addresses = parts.runtimeSockets(settings)
    guard !addresses.isEmpty else {
      return .impossible("`\(settings.configuration)` has no `stats socket` with `level admin`")
    }
    var reason = ""
    for address in addresses {
      let socket = RuntimeSocket(address: address, timeout: settings.runtimeTimeout)
      do throws(RuntimeError) {
        return try await change(socket, parts, isPreview: isPreview)
      } catch {
        if error.code == .cancelled { return .cancelled }
        reason = "\(error)"
        if error.code != .unreachable { break }
      }
    }
    return .impossible(reason)
  }

  private func change(
    _ socket: RuntimeSocket, _ parts: HAProxyParts, isPreview: Bool
  ) async throws(RuntimeError) -> RuntimeOutcome {
    let info = try await socket.info()
    let start = HAProxyStart(
      info: info, socket: socket.address, configuration: settings.configuration)
    let hasRead = !isPreview && start.isAfter(parts.paths)
    guard let new = parts.newConfiguration.map(BalancerLayout.init),
      let old = hasRead ? new : parts.oldConfiguration.map(BalancerLayout.init)
    else { return .impossible("what HAProxy runs now is not known") }
    let plan = HAProxyPlanner.plan(
      old: old, new: new, live: try await socket.servers(), version: info.version,
      draining: draining.lines, attempted: attempted)
    guard plan.way != .reload else {
      return .impossible(plan.reasons.joined(separator: "; "))
    }
    let updates: [FileUpdate]
    switch try await fileUpdates(
      hasRead ? [] : parts.otherFiles, HAProxyFiles(socket: socket))
    {
    case .success(let found): updates = found
    case .failure(let refusal): return .impossible(refusal.reason)
    }
    let words = (plan.way == .nothing ? [] : plan.summary) + updates.map(\.summary)
    if isPreview { return .planned(words + plan.commands.map { "  \($0)" }) }
    noteAttempt(plan, new)
    try await perform(plan, socket, from: old, to: new, info.version)
    for update in updates { try await HAProxyFiles(socket: socket).perform(update) }
    return .done(
      ReloadReport(
        method: words.isEmpty ? .none : .runtime,
        summary: words.isEmpty ? "HAProxy has it already" : words.joined(separator: "; ")))
  }

  func noteAttempt(_ plan: HAProxyPlan, _ new: BalancerLayout) {
    let added = Set(
      plan.operations.compactMap { if case .add(let place, _) = $0 { place } else { nil } })
    guard !added.isEmpty else { return }
    for backend in new.backends {
      attempted[backend.name, default: []] += backend.servers.filter {
        added.contains(ServerPlace(backend.name, $0.name))
      }
    }
  }

  /// What to do about the other files of a change.
  private func fileUpdates(
    _ files: [(path: String, contents: [UInt8])], _ runtime: HAProxyFiles
  ) async throws(RuntimeError) -> Result<[FileUpdate], FileUpdate.Refusal> {
    guard !files.isEmpty else { return .success([]) }
    let loaded = try await runtime.loaded()
    do throws(FileUpdate.Refusal) {
      var updates: [FileUpdate] = []
      for file in files {
        updates += try FileUpdate.update(of: file.path, to: file.contents, loaded: loaded)
      }
      return .success(updates)
    } catch {
      return .failure(error)
    }
  }

  /// Carries a plan out, reads the result back, and begins to drain what is to go.
  func perform(
    _ plan: HAProxyPlan, _ socket: RuntimeSocket, from old: BalancerLayout,
    to new: BalancerLayout, _ version: HAProxyVersion
  ) async throws(RuntimeError) {
    guard plan.way == .runtime else { return }
    let runtime = HAProxyRuntime(socket: socket)
    try await runtime.perform(plan.operations)
    follow(plan, old)
    let leaving = draining
    try await runtime.confirm { live in
      let rest = HAProxyPlanner.plan(
        old: new, new: new, live: live.without(leaving), version: version)
      return rest.reasons.first ?? rest.commands.first.map { "HAProxy did not follow: `\($0)`" }
    }
    _ = await finishRemovals(socket)
  }

  /// Keeps the list of draining servers equal to what was commanded.
  private func follow(_ plan: HAProxyPlan, _ old: BalancerLayout) {
    let deadline = ContinuousClock.now + settings.drainTime
    for operation in plan.operations {
      if case .remove(let place) = operation {
        draining.add(place, old.server(at: place), until: deadline)
      } else {
        draining.remove(operation.place)
      }
    }
  }

  /// Deletes what has drained. Returns whether the socket answered.
  func finishRemovals(_ socket: RuntimeSocket) async -> Bool {
    guard !draining.isEmpty else { return true }
    let runtime = HAProxyRuntime(socket: socket)
    do throws(RuntimeError) {
      for place in draining.due(at: .now, sessions: try await socket.sessions()) {
        if try await runtime.delete(place) { draining.remove(place) }
      }
      return true
    } catch {
      log.debug("draining servers wait", ["error": "\(error)"])
      return false
    }
  }

  // MARK: - By a reload

  func reload(
    _ parts: HAProxyParts, _ change: AppliedChange, because reason: String
  ) async throws(ReloadError) -> ReloadReport {
    let process = HAProxyProcess.running(settings.configuration)
    if let new = parts.newConfiguration,
      let refusal = BindPreflight.refusal(old: parts.oldConfiguration, new: new, for: process)
    {
      throw ReloadError(.rejected, "not reloaded: \(refusal)")
    }
    if let moment = throttle.refusal(at: .now, using: &random) {
      throw ReloadError(postponedUntil: moment)
    }
    let runtime = parts.runtimeSockets(settings).first.map {
      RuntimeSocket(address: $0, timeout: settings.runtimeTimeout)
    }
    let reload = HAProxyReload(
      settings: settings, change: change, process: process,
      masterSocket: settings.masterSocket ?? process?.masterSocket, runtime: runtime)
    let stateFiles = await saveServerState(parts, runtime)
    defer { clear(stateFiles) }
    let report: ReloadReport
    do throws(ReloadError) {
      report = try await reload.run()
    } catch {
      if !error.mayHaveReloaded { throttle.giveBack() }
      guard error.code == .postponed, !parts.endsOldWorkers else { throw error }
      throw ReloadError(
        .postponed, "\(error); hint: `hard-stop-after` in `global` limits how long they live")
    }
    // The new worker starts from the file; the old one keeps what drained.
    draining.removeAll()
    return ReloadReport(
      method: .reload, summary: "\(report.summary) (\(reason))", output: report.output)
  }
}
