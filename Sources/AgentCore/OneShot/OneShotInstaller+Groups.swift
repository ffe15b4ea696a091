import AgentConfiguration
import LoadBalancing
import SystemSupport

extension OneShotInstaller {
  /// Installs the members of one group among `items`, all or none. The outcomes are by the items'
  /// indices.
  func install(
    _ group: GroupSettings, of items: [(resource: ManagedResource, bytes: [UInt8])],
    over before: [Before], _ locks: inout [FileLock]
  ) async -> [Int: Outcome] {
    let indices = items.indices.filter { items[$0].resource.settings.group == group }
    guard indices.count == group.size else {
      let reason = "another template of group `\(group.name)` is not complete"
      return Dictionary(uniqueKeysWithValues: indices.map { ($0, .writeFailed(reason: reason)) })
    }
    var outcomes: [Int: Outcome] = [:]
    var members: [GroupInstaller.Member] = []
    do {
      for index in indices {
        if let lock = try items[index].resource.lock() { locks.append(lock) }
      }
      let journal = try completedJournal(of: group, indices.map { items[$0].resource })
      for index in indices {
        guard let file = items[index].resource.file else { continue }
        outcomes[index] = .unchanged
        members.append(try member(index, items[index], file, lastGood: before[index].lastGood))
      }
      guard members.contains(where: { $0.candidate != nil }) else { return outcomes }
      let installer = GroupInstaller(
        members: members, checker: options.skipsCheck ? nil : group.check.map { Checker($0.child) },
        main: group.main, journal: journal)
      for (index, outcome) in await installer.install() {
        outcomes[index] = OneShotInstaller.outcome(outcome)
      }
    } catch {
      for index in indices { outcomes[index] = .writeFailed(reason: "\(error)") }
    }
    return outcomes
  }

  private func completedJournal(
    of group: GroupSettings, _ resources: [ManagedResource]
  ) throws(SystemError) -> GroupJournal {
    let files = resources.compactMap { resource in
      resource.file.map { (resource.destination, $0) }
    }
    let journal = GroupJournal(group, stateDirectory: files.first?.1.target.stateDirectory)
    _ = try journal.complete(Dictionary(files, uniquingKeysWith: { first, _ in first }))
    return journal
  }

  private func member(
    _ index: Int, _ item: (resource: ManagedResource, bytes: [UInt8]), _ file: AtomicFile,
    lastGood: [UInt8]?
  ) throws(SystemError) -> GroupInstaller.Member {
    _ = try file.removeLeftovers()
    var candidate: [UInt8]?
    switch try file.difference(from: item.bytes) {
    case .none: break
    case .attributesOnly: try file.repairAttributes()
    case .contents: candidate = item.bytes
    }
    return GroupInstaller.Member(
      id: index, file: file, mark: item.resource.mark,
      checker: options.skipsCheck ? nil : item.resource.checker, candidate: candidate,
      lastGood: lastGood)
  }

  /// What became of an installation.
  static func outcome(_ outcome: InstallOutcome) -> Outcome {
    switch outcome {
    case .committed: .installed
    case .refused(let reason): .refused(reason: reason)
    case .checkFailed(let reason): .checkFailed(reason: reason)
    case .writeFailed(let reason): .writeFailed(reason: reason)
    case .stuck(let reason, _): .stuck(reason: reason)
    case .cancelled: .cancelled
    }
  }
}
