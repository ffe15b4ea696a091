import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Applying, and what is left to apply after a crash.
extension Agent {
  /// A resource's file was replaced: it has to be applied when `releaseApplies` says so.
  func committed(_ id: Int) {
    guard let key = units[id]?.resource.apply else { return }
    guard key != .nothing, !isReadAtStart(key) else { return noteApplied(id) }
    var apply = applies[key] ?? ApplyUnit(reloader(for: key))
    if apply.held.isEmpty {
      apply.awaited = Set(
        installations.keys.filter {
          manner.appliesInOrder || units[$0]?.resource.apply.isJoined(to: key) == true
        })
    }
    apply.held.insert(id)
    applies[key] = apply
  }

  /// An installation ended, well or not: nobody waits for it any more.
  func releaseApplies(awaiting id: Int) {
    let waiting = applies.filter { !$0.value.held.isEmpty }
      .sorted { ($0.value.held.min() ?? 0) < ($1.value.held.min() ?? 0) }
    for (key, _) in waiting {
      applies[key]?.awaited.remove(id)
      releaseHeld(key)
    }
  }

  private func releaseHeld(_ key: ApplySettings) {
    guard let apply = applies[key], apply.awaited.isEmpty, !apply.held.isEmpty else { return }
    applies[key]?.held = []
    receive(.committed(apply.held), for: key)
  }

  /// Applies what an earlier run committed to these resources and did not apply.
  func recoverPending(of ids: Set<Int>) {
    var pending: [ApplySettings: Set<Int>] = [:]
    for (id, unit) in units where ids.contains(id) {
      guard let mark = unit.resource.mark, mark.read() != nil || healed.contains(id)
      else { continue }
      let key = unit.resource.apply
      if isReadAtStart(key) {
        clearMark(of: id)
        continue
      }
      log.info(
        "an earlier run installed this file without applying it; applying it now",
        ["destination": unit.resource.destination])
      pending[key, default: []].insert(id)
      // What the balancer runs now is not what the file was before its next change.
      units[id]?.noteUnknownChange()
    }
    for (key, ids) in pending {
      if applies[key] == nil { applies[key] = ApplyUnit(reloader(for: key)) }
      receive(.committed(ids), for: key)
    }
  }

  /// After a new configuration: what waits to be applied in a way that its resource does not have
  /// any more is applied in the new way. A run under way is left to end.
  func moveApplies() {
    let used = Set(units.values.map(\.resource.apply))
    for (key, apply) in applies {
      let moved = apply.machine.pending.union(apply.held).filter {
        units[$0]?.resource.apply != key
      }
      guard !moved.isEmpty else { continue }
      applies[key]?.held.subtract(moved)
      receive(.withdrawn(moved), for: key)
      for id in moved.sorted() { committed(id) }
    }
    for key in Array(applies.keys) { releaseHeld(key) }
    let queued = Set(queuedApplies.map(\.key))
    applies = applies.filter {
      used.contains($0.key) || $0.value.isRunning || queued.contains($0.key)
    }
    beginMaintenance()
  }

  /// Nobody looks after a balancer in a way that no resource has any more.
  private func forgetIfUnused(_ key: ApplySettings) {
    let isUsed = units.values.contains { $0.resource.apply == key }
    if !isUsed, applies[key]?.isRunning == false { applies[key] = nil }
  }

  /// The balancer has a resource's last change.
  private func noteApplied(_ id: Int) {
    units[id]?.noteApplied()
    clearMark(of: id)
  }

  /// Feeds an apply's machine and carries out what it answers.
  func receive(_ event: ApplyMachine.Event, for key: ApplySettings) {
    guard let action = applies[key]?.machine.receive(event, at: .now, using: &random) else {
      return
    }
    switch action {
    case .nothing: return
    case .run(let ids): startApply(key, for: ids)
    case .settle(let ids, let next):
      for id in ids { noteApplied(id) }
      if !next.isEmpty { startApply(key, for: next) }
    }
  }

  /// The next run that waited for its turn.
  func startNextApply() {
    let next = queuedApplies.indices.min {
      (queuedApplies[$0].ids.min() ?? 0) < (queuedApplies[$1].ids.min() ?? 0)
    }
    guard let next else { return }
    let (key, ids) = queuedApplies.remove(at: next)
    startApply(key, for: ids)
  }

  private func startApply(_ key: ApplySettings, for ids: Set<Int>) {
    let isBusy = applies.contains {
      $0.value.isRunning && (manner.appliesInOrder || $0.key.isJoined(to: key))
    }
    if isBusy { return queuedApplies.append((key, ids)) }
    guard let reloader = reloaderInTurn(for: key) else { return startNextApply() }
    let change = AppliedChange(
      files: ids.sorted().compactMap { id in
        units[id].map { $0.lastChange ?? AppliedChange.File(path: $0.resource.destination) }
      })
    let queue = queue
    let maintenance = applies[key]?.maintenance
    let installing = installations.filter { isBeingApplied($0.key, by: key) }.map(\.value)
    applies[key]?.isRunning = true
    applies[key]?.started = .now
    applies[key]?.destinations = ids.sorted().compactMap { units[$0]?.resource.destination }
    Task {
      await maintenance?.value
      for task in installing { await task.value }
      do throws(ReloadError) {
        let report = try await reloader.apply(change)
        queue.send(.applied(key, .success(report)))
      } catch {
        queue.send(.applied(key, .failure(error)))
      }
    }
  }

  /// A run of an apply ended.
  func applied(_ key: ApplySettings, _ result: Result<ReloadReport, ReloadError>) {
    guard let unit = applies[key] else { return }
    defer { forgetIfUnused(key) }
    applies[key]?.isRunning = false
    considerGroups()
    let destinations = Agent.summary(of: unit.destinations)
    switch result {
    case .success(let report):
      log.info(
        "applied",
        [
          "how": report.summary, "destinations": destinations,
          "took": "\((ContinuousClock.now - unit.started).milliseconds)ms",
        ])
      receive(.succeeded, for: key)
    case .failure(let error):
      if error.code == .rejected, rollBack(key, because: error) { return }
      if error.code == .postponed {
        let due = error.due ?? .now + .seconds(5)
        log.info(
          "apply postponed",
          [
            "destinations": destinations, "reason": error.message,
            "wait": "\((due - .now).milliseconds)ms",
          ])
        return receive(.postponed(until: due), for: key)
      }
      manner.troubled?(.apply(reason: error.report))
      guard key.isRetried else {
        log.error(
          "apply failed and is not tried again before the next change",
          ["how": unit.reloader.summary, "destinations": destinations, "error": error.report])
        return receive(.succeeded, for: key)
      }
      receive(.failed, for: key)
      // Withdrawn during the run: it is applied in another way now, which has its own say.
      guard applies[key]?.machine.pending.isEmpty == false else { return }
      let failures = applies[key]?.machine.failures ?? 0
      log.error(
        "apply failed; the new file is installed and the apply stays pending",
        [
          "how": unit.reloader.summary, "destinations": destinations, "error": error.report,
          "failures": String(failures),
        ])
    }
  }

  /// The first few, and how many more: a line of a log is for reading.
  static func summary(of destinations: [String]) -> String {
    let shown = destinations.prefix(5).joined(separator: ", ")
    return destinations.count > 5 ? "\(shown) and \(destinations.count - 5) more" : shown
  }

  /// Forgets the pending mark of an applied resource, unless a newer commit has begun: then the
  /// mark is already the newer one's.
  func clearMark(of id: Int) {
    guard installations[id] == nil, let unit = units[id], let mark = unit.resource.mark,
      applies[unit.resource.apply]?.held.contains(id) != true
    else { return }
    do throws(SystemError) {
      try mark.clear()
    } catch {
      log.warning(
        "cannot remove the pending mark; the apply will be repeated at the next start",
        ["destination": unit.resource.destination, "error": error.description])
    }
  }

  /// Forgets the mark of an installation that did not commit, unless an earlier commit still needs
  /// it.
  func dropStaleMark(of id: Int) {
    guard let key = units[id]?.resource.apply,
      applies[key]?.machine.pending.contains(id) != true
    else { return }
    clearMark(of: id)
  }
}
