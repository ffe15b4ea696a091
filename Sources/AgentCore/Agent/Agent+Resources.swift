import AgentConfiguration
import LoadBalancing
import RegistryCore
import Rendering
import SystemSupport

/// Rendering and installing.
extension Agent {
  /// What keeps other agents from managing the destinations of these resources: the locks that we
  /// have, and new ones.
  func locks(
    of resources: [ManagedResource]
  ) throws(FileLock.Failure) -> [String: FileLock] {
    var taken: [String: FileLock] = [:]
    for resource in resources {
      guard let place = resource.lockPlace else { continue }
      // Where links lead two of ours to one file, the second is refused like another agent's.
      if taken[place] == nil, let known = locks[place] {
        taken[place] = known
      } else {
        taken[place] = try resource.lock()
      }
    }
    return taken
  }

  /// Starts or continues to manage a resource.
  func adopt(_ resource: ManagedResource) {
    if units[resource.id] == nil {
      units[resource.id] = ResourceUnit(resource)
      removeLeftovers(of: resource)
    } else {
      units[resource.id]?.replace(resource)
      units[resource.id]?.gatherMark(log: log)
    }
    if resource.settings.plausibility == nil, !resource.settings.isDryRun {
      resource.guardRecord?.remove()
    }
  }

  /// Feeds a resource's machine and carries out what it answers.
  func receive(_ event: ResourceMachine.Event, for id: Int) {
    var event = event
    while !isStopping || event.isOutcome {
      guard
        let action = units[id]?.machine.receive(event, at: .now, using: &random)
      else { return }
      switch action {
      case .nothing: return
      case .render:
        guard !isStopping else { return }
        let wasAtFault = units[id]?.hasRefusal == true
        let result = render(id)
        if wasAtFault, result == .unchanged { reviveGroup(of: id) }
        event = .rendered(result)
      case .install:
        if units[id]?.resource.settings.group != nil { return awaitGroup(id) }
        awaitingBalancer.insert(id)
        return startInstallations()
      }
    }
  }

  private func render(_ id: Int) -> ResourceMachine.Result {
    guard let unit = units[id] else { return .failed }
    let heldBefore = unit.plausibility.held.count
    let old = unit.inputs.inputs
    let result = renderGuarded(unit)
    note(result, of: unit, heldBefore: heldBefore)
    tell(result, of: unit)
    let new = unit.inputs.inputs
    // A watch that could not be set up is tried again each time.
    if old.queries != new.queries || old.files != new.files || fileWatch == nil {
      hasNewInputs = true
    }
    if giveBackDue == nil { giveBackDue = .now + .seconds(2) }
    if result == .unchanged { noteInPlace(id) }
    considerGroups()
    return result
  }

  /// Starts the installations that wait for nobody.
  func startInstallations() {
    guard !isStopping else { return }
    for id in awaitingBalancer.sorted() where !isBeingRead(id) && !isBeingLeft(id) {
      awaitingBalancer.remove(id)
      startInstallation(of: id)
    }
  }

  /// Whether a balancer is about to read the resource's file, or may say that it rejects it. The
  /// next version has to wait: nobody could tell which of the two it means.
  func isBeingRead(_ id: Int) -> Bool {
    guard let key = units[id]?.resource.apply, isBeingApplied(id, by: key) else { return false }
    return applies[key]?.isRunning == true
  }

  /// Whether a run of `key` must have the resource's file to itself.
  func isBeingApplied(_ id: Int, by key: ApplySettings) -> Bool {
    key.knowsItsBalancer && units[id]?.resource.apply == key
  }

  private func startInstallation(of id: Int) {
    guard let unit = units[id], let candidate = unit.candidate, let file = unit.resource.file
    else { return }
    let installer = Installer(
      file: file, checker: unit.resource.checker, mark: unit.resource.mark)
    let good = unit.goodBeforeCandidate
    let queue = queue
    installations[id] = Task {
      let outcome = await installer.install(candidate.bytes, lastGood: good)
      queue.send(.installed(resource: id, outcome))
    }
  }

  /// An installation ended.
  func installed(_ id: Int, _ outcome: InstallOutcome) {
    installations[id] = nil
    if let destination = leaving.removeValue(forKey: id) {
      return left(id, destination, outcome)
    }
    note(outcome, of: id)
    guard let unit = units[id] else { return releaseApplies(awaiting: id) }
    unit.gatherMark(log: log)
    let installation = unit.finish(outcome, log: log)
    switch outcome {
    case .committed:
      committed(id)
      noteInPlace(id)
    case .stuck(let reason, _):
      // The mark stays: nobody has applied what is in the file.
      manner.troubled?(.installation(resource: unit.resource.name, reason: reason))
    case .writeFailed(let reason):
      manner.troubled?(.installation(resource: unit.resource.name, reason: reason))
      dropStaleMark(of: id)
    case .refused, .checkFailed, .cancelled: dropStaleMark(of: id)
    }
    releaseApplies(awaiting: id)
    receive(.installed(installation), for: id)
    considerGroups()
  }

  private func removeLeftovers(of resource: ManagedResource) {
    guard let file = resource.file, !resource.settings.isDryRun else { return }
    do throws(SystemError) {
      let leftovers = try file.removeLeftovers()
      guard leftovers.healed else { return }
      log.warning(
        "completed a file which an earlier run had half written",
        ["destination": resource.destination])
      healed.insert(resource.id)
    } catch {
      log.warning(
        "cannot remove leftovers of an earlier run",
        ["destination": resource.destination, "error": error.description])
    }
  }
}

extension ResourceMachine.Event {
  /// Whether it reports the end of something, which must be heard while stopping, too.
  fileprivate var isOutcome: Bool {
    if case .installed = self { true } else { false }
  }
}
