import AgentConfiguration
import LoadBalancing
import RegistryCore
import Rendering
import SystemSupport

/// Rendering and installing.
extension Agent {
  /// Keeps other agents from managing the resource's destination.
  func lock(_ resource: ManagedResource) throws(FileLock.Failure) {
    guard locks[resource.id] == nil else { return }
    locks[resource.id] = try resource.lock()
  }

  /// Starts or continues to manage a resource.
  func adopt(_ resource: ManagedResource) {
    if units[resource.id] == nil {
      units[resource.id] = ResourceUnit(resource)
      removeLeftovers(of: resource)
    } else {
      units[resource.id]?.replace(resource)
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
        event = .rendered(render(id))
      case .install:
        if units[id]?.resource.settings.group != nil { return awaitGroup(id) }
        return startInstallation(of: id)
      }
    }
  }

  private func render(_ id: Int) -> ResourceMachine.Result {
    guard var unit = units[id] else { return .failed }
    let result = unit.render(
      from: store.snapshot, in: assembly.environment, failures: store.failures, log: log)
    let (old, new) = (units[id]?.inputs.inputs, unit.inputs.inputs)
    // A watch that could not be set up is tried again each time.
    if old?.queries != new.queries || old?.files != new.files || fileWatch == nil {
      hasNewInputs = true
    }
    units[id] = unit
    if result == .unchanged { noteInPlace(id) }
    considerGroups()
    return result
  }

  private func startInstallation(of id: Int) {
    guard let unit = units[id], let candidate = unit.candidate, let file = unit.resource.file
    else { return }
    let installer = Installer(
      file: file, checker: unit.resource.checker, mark: unit.resource.mark)
    let queue = queue
    installations[id] = Task {
      queue.send(.installed(resource: id, await installer.install(candidate.bytes)))
    }
  }

  /// An installation ended.
  func installed(_ id: Int, _ outcome: InstallOutcome) {
    installations[id] = nil
    guard var unit = units[id] else { return releaseApplies(awaiting: id) }
    let installation = unit.finish(outcome, log: log)
    units[id] = unit
    if case .committed = outcome {
      committed(id)
      noteInPlace(id)
    } else {
      dropStaleMark(of: id)
    }
    releaseApplies(awaiting: id)
    receive(.installed(installation), for: id)
    considerGroups()
  }

  private func removeLeftovers(of resource: ManagedResource) {
    guard let file = resource.file else { return }
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
