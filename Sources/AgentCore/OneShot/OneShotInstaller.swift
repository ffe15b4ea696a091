import AgentConfiguration
package import LoadBalancing
package import SystemSupport

/// Installs and applies what was collected, once: the second half of `render`.
package struct OneShotInstaller: Sendable {
  /// What became of one resource.
  package enum Outcome: Sendable {
    /// The destination had these bytes already, and nothing was pending.
    case unchanged
    /// The destination is new; nothing is to be applied, or applying was switched off.
    case installed
    /// The destination is new, or an earlier run's apply was pending, and it is applied.
    case applied(ReloadReport)
    /// The destination is new and could not be applied; the apply stays pending.
    case applyFailed(ReloadError)
    /// The balancer rejected the change and goes on with what it had; the last good file is back in
    /// place.
    case takenBack(ReloadError)
    case refused(reason: String)
    case checkFailed(reason: String)
    case writeFailed(reason: String)
    /// The destination is new, others of its group are not, and it could not be put back.
    case stuck(reason: String)
    case cancelled

    /// Whether the balancer has what is in the file.
    var isSettled: Bool {
      switch self {
      case .applied, .takenBack: true
      default: false
      }
    }
  }

  /// What to leave out.
  package struct Options: Sendable {
    /// Install without asking the check command.
    package var skipsCheck = false
    /// Install without applying; the apply stays pending.
    package var skipsApply = false

    /// Nothing left out.
    package init() {}
  }

  let options: Options
  let log: Log

  /// An installer.
  package init(options: Options = Options(), log: Log) {
    self.options = options
    self.log = log
  }

  /// Installs the complete resources in order, then applies, equal ways once. The outcomes are in
  /// the order of `items`.
  package func install(_ items: [(resource: ManagedResource, bytes: [UInt8])]) async -> [Outcome] {
    var outcomes: [Outcome] = []
    var pending: [(index: Int, file: AppliedChange.File)] = []
    var locks: [FileLock] = []
    defer { for lock in locks { lock.release() } }
    var together: [Int: Outcome] = [:]
    if items.contains(where: { $0.resource.isCheckedInView }) {
      ScratchFolder.removeAbandoned(log: log)
    }
    // Before anything is installed: the first member of a group brings the others with it.
    let before = items.map { Before($0.resource) }
    for (index, item) in items.enumerated() {
      var outcome = Outcome.cancelled
      if let group = item.resource.settings.group {
        if together[index] == nil, !Task.isCancelled {
          together.merge(await install(group, of: items, over: before, &locks)) { $1 }
        }
        outcome = together[index] ?? .cancelled
      } else if !Task.isCancelled {
        outcome = await install(item.resource, item.bytes, over: before[index], &locks)
      }
      if needsApply(outcome, item.resource) {
        pending.append(
          (
            index,
            AppliedChange.File(
              path: item.resource.destination, oldContents: before[index].applied,
              newContents: item.bytes)
          ))
      }
      outcomes.append(outcome)
    }
    guard !options.skipsApply else { return outcomes }
    for group in groups(pending, of: items.map(\.resource.apply)) {
      let resources = group.map { items[$0.index].resource }
      let outcome = await apply(
        group.map(\.file), of: resources, lastGood: group.map { before[$0.index].lastGood })
      for (member, resource) in zip(group, resources) {
        outcomes[member.index] = outcome
        if outcome.isSettled || !resource.apply.isRetried { clearMark(of: resource) }
      }
    }
    return outcomes
  }

  /// What was there before.
  struct Before {
    /// What the balancer has: the file as it was, unless an earlier run did not apply it.
    let applied: [UInt8]?
    /// What it last accepted.
    let lastGood: [UInt8]?

    init(_ resource: ManagedResource) {
      let mark = resource.apply.knowsItsBalancer ? resource.mark?.read() : nil
      let isKnown = resource.apply.knowsItsBalancer && mark == nil
      applied = isKnown ? (try? resource.file?.current()) ?? nil : nil
      lastGood = applied ?? mark?.lastGood
    }
  }

  /// An agent that has the destination would lose its staged file and its mark to us.
  private func install(
    _ resource: ManagedResource, _ bytes: [UInt8], over before: Before,
    _ locks: inout [FileLock]
  ) async -> Outcome {
    guard let file = resource.file else { return .unchanged }
    do throws(FileLock.Failure) {
      if let lock = try resource.lock() { locks.append(lock) }
    } catch {
      return .writeFailed(reason: error.description)
    }
    return await install(file, resource, bytes, over: before)
  }

  private func install(
    _ file: AtomicFile, _ resource: ManagedResource, _ bytes: [UInt8], over before: Before
  ) async -> Outcome {
    do throws(SystemError) {
      let leftovers = try file.removeLeftovers()
      switch try file.difference(from: bytes) {
      case .none: return leftovers.healed ? .installed : .unchanged
      case .attributesOnly:
        try file.repairAttributes()
        return leftovers.healed ? .installed : .unchanged
      case .contents: break
      }
    } catch {
      return .writeFailed(reason: error.description)
    }
    let installer = Installer(
      file: file, checker: options.skipsCheck ? nil : resource.checker, mark: resource.mark)
    let outcome = await installer.install(bytes, lastGood: before.lastGood)
    if case .committed(let commit) = outcome {
      for warning in commit.warnings {
        log.warning(warning, ["destination": resource.destination])
      }
    }
    return OneShotInstaller.outcome(outcome)
  }
}
