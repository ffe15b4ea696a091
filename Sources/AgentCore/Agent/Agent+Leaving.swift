import SystemSupport

/// Resources that a new configuration does not have any more, or has in another way.
extension Agent {
  /// Stops to manage a resource. What is being installed is stopped, if it still can be.
  func leave(_ id: Int) {
    if let task = installations[id], let unit = units[id] {
      leaving[id] = unit.resource.destination
      task.cancel()
    }
    units[id] = nil
    notes[id] = nil
    inPlace.remove(id)
    healed.remove(id)
  }

  /// Whether an installation for a resource that is gone may still write the resource's file.
  func isBeingLeft(_ id: Int) -> Bool {
    !leaving.isEmpty
      && leaving.values.contains { $0 == units[id]?.resource.destination }
  }

  /// The installation of a resource that is gone ended. If another resource has its destination
  /// now, a change of the file concerns that one.
  func left(_ id: Int, _ destination: String, _ outcome: InstallOutcome) {
    if let heir = units.first(where: { $0.value.resource.destination == destination })?.key {
      if case .committed = outcome {
        units[heir]?.noteUnknownChange()
        committed(heir)
      }
      changed.insert(heir)
    }
    releaseApplies(awaiting: id)
    considerGroups()
  }

  /// After a new configuration: what waited to be installed is rendered anew, as it may look
  /// different, or wait for others now.
  func recallCandidates() {
    let waiting = awaitingGroup.union(awaitingBalancer)
    (awaitingGroup, awaitingBalancer) = ([], [])
    for id in waiting.sorted() { receive(.installed(.committed), for: id) }
  }
}
