import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Groups: resources whose files are installed together or not at all.
extension Agent {
  /// One change in a registry reaches the members one after the other: the others get so long.
  private static let patience = Duration.milliseconds(50)

  /// A member has a candidate; the group begins when all members agree on what they want.
  func awaitGroup(_ id: Int) {
    awaitingGroup.insert(id)
    considerGroups()
  }

  /// Something happened to a resource for which a group may have waited.
  func considerGroups() {
    if !awaitingGroup.isEmpty, groupDue == nil { groupDue = .now + Agent.patience }
  }

  /// Starts the installations of groups whose members are ready.
  func startGroups() {
    guard !isStopping, let due = groupDue, due <= .now else { return }
    groupDue = nil
    for name in Set(awaitingGroup.compactMap { units[$0]?.resource.settings.group?.name }) {
      reviveRefused(in: name)
      refreshWaiting(in: name)
      let ready = members(of: name).filter { awaitingGroup.contains($0) }
      guard canStart(name), !ready.isEmpty else { continue }
      awaitingGroup.subtract(ready)
      start(name, ready)
    }
  }

  private func members(of name: String) -> [Int] {
    units.filter { $0.value.resource.settings.group?.name == name }.map(\.key).sorted()
  }

  /// A member's file is as it should be, as after the fault for which a version of the group was
  /// rejected was mended: what the others wanted then may be good now.
  func reviveGroup(of id: Int) {
    guard let name = units[id]?.resource.settings.group?.name else { return }
    reviveRefused(in: name)
  }

  /// What was refused together may be good with another candidate of one of them.
  private func reviveRefused(in name: String) {
    let refused = members(of: name).filter {
      !awaitingGroup.contains($0) && units[$0]?.hasRefusal == true
    }
    for id in refused {
      units[id]?.forgetRefusal()
      units[id]?.forgetRejection()
      receive(.inputsChanged, for: id)
    }
  }

  /// Candidates whose inputs changed while they waited are rendered anew, so that all of a group
  /// come from one state.
  private func refreshWaiting(in name: String) {
    for id in members(of: name) where awaitingGroup.contains(id) {
      guard case .installing(isDirty: true) = units[id]?.machine.phase else { continue }
      awaitingGroup.remove(id)
      receive(.installed(.committed), for: id)
    }
  }

  /// All members have a complete rendering, and none is settling, being installed or being read.
  private func canStart(_ name: String) -> Bool {
    members(of: name).allSatisfy { id in
      guard installations[id] == nil, !isBeingRead(id), !isBeingLeft(id), let unit = units[id],
        unit.isComplete
      else { return false }
      switch unit.machine.phase {
      case .idle, .installing: return true
      case .settling, .retrying: return false
      }
    }
  }

  private func start(_ name: String, _ ready: [Int]) {
    let all = members(of: name)
    guard let first = all.first, let group = units[first]?.resource.settings.group else { return }
    let installer = GroupInstaller(
      members: all.compactMap { member($0, isReady: ready.contains($0)) },
      checker: group.check.map { Checker($0.child) }, main: group.main, journal: journal(of: group))
    let queue = queue
    let task = Task {
      let outcomes = await installer.install()
      for id in ready {
        queue.send(.installed(resource: id, outcomes[id] ?? .cancelled))
      }
    }
    for id in ready { installations[id] = task }
  }

  private func member(_ id: Int, isReady: Bool) -> GroupInstaller.Member? {
    guard let unit = units[id], let file = unit.resource.file else { return nil }
    return GroupInstaller.Member(
      id: id, file: file, mark: unit.resource.mark, checker: unit.resource.checker,
      candidate: isReady ? unit.candidate?.bytes : nil, lastGood: unit.goodBeforeCandidate)
  }

  private func journal(of group: GroupSettings) -> GroupJournal {
    GroupJournal(group, stateDirectory: assembly.configuration.stateDirectory)
  }

  /// Completes groups whose installation an earlier run began and could not end.
  func completeGroups() {
    var groups: [String: GroupSettings] = [:]
    for resource in assembly.resources {
      if let group = resource.settings.group { groups[group.name] = group }
    }
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      let files = assembly.resources.filter { $0.settings.group?.name == name }
        .compactMap { resource in resource.file.map { (resource.destination, $0) } }
      do throws(SystemError) {
        let completed = try journal(of: group).complete(
          Dictionary(files, uniquingKeysWith: { first, _ in first }))
        guard !completed.isEmpty else { continue }
        log.warning(
          "completed a group which an earlier run had half installed",
          ["group": name, "destinations": Agent.summary(of: completed)])
      } catch {
        log.error(
          "cannot complete a group which an earlier run had half installed",
          ["group": name, "error": error.description])
      }
    }
  }
}
