import AgentConfiguration
import RegistryCore
import Rendering
import SystemSupport

/// Holding implausible answers back.
extension Agent {
  /// Renders over what the resource's guard believes.
  func renderGuarded(_ unit: ResourceUnit) -> ResourceMachine.Result {
    guard unit.plausibility.settings != nil else {
      return unit.render(
        from: store.snapshot, in: assembly.environment, failures: store.failures, log: log)
    }
    let snapshot = store.snapshot
    let protects = hasInstalledFile(unit)
    let known = unit.inputs.inputs.querySet
    var asked = unit.plausibility.judge(
      unit.inputs.inputs.queries, in: snapshot, protects: protects, named: unit.resource.name,
      log: log)
    var result = unit.render(
      from: unit.plausibility.believed(snapshot), in: assembly.environment,
      failures: store.failures, log: log)
    let used = unit.inputs.inputs.queries
    asked += unit.plausibility.judge(
      used.filter { !known.contains($0) }, in: snapshot, protects: protects,
      named: unit.resource.name, log: log)
    if unit.plausibility.isBlocked(used) {
      unit.holdBack()
      result = .incomplete
    } else if unit.isComplete {
      unit.plausibility.keep(unit.inputs.inputs.querySet)
    }
    for query in asked { readAgain(query, for: unit.resource.id) }
    return result
  }

  /// The second read of a query ended.
  func readAgain(_ query: Query, of id: Int, gave count: Int?) {
    guard let unit = units[id] else { return }
    if unit.plausibility.confirmed(query, count, protects: hasInstalledFile(unit)) {
      changed.insert(id)
    }
  }

  /// Does what is due.
  func tendGuards(at now: ContinuousClock.Instant) {
    for (id, unit) in units {
      if let due = unit.plausibility.deadline, due <= now {
        units[id]?.plausibility.wake(at: now)
        receive(.inputsChanged, for: id)
      }
      if let due = unit.plausibility.writeDeadline, due <= now {
        units[id]?.plausibility.saveNow(log: log)
      }
    }
  }

  /// Writes what has not been written, at the end.
  func saveGuardsFinally() {
    for id in units.keys where units[id]?.plausibility.writeDeadline != nil {
      units[id]?.plausibility.saveNow(log: log)
    }
  }

  /// Believes what the guards hold back of the resource of a name or destination, or of all for
  /// nil. Gives a line for each released answer; nil if there is no such resource.
  package func approve(_ name: String?) -> [String]? {
    let ids = units.filter { _, unit in
      name == nil || unit.resource.name == name || unit.resource.destination == name
    }.keys.sorted()
    guard name == nil || !ids.isEmpty else { return nil }
    var lines: [String] = []
    for id in ids {
      guard let unit = units[id] else { continue }
      let released = unit.plausibility.approve(log: log)
      guard !released.isEmpty else { continue }
      for item in released {
        lines.append("\(unit.resource.name): \(item.query.text): \(item.reason)")
        log.warning(
          "the operator approved an answer that the guard held back",
          [
            "template": unit.resource.name, "query": item.query.text,
            "reason": item.reason.description,
          ])
      }
      queue.send(.approved(id))
    }
    return lines
  }

  private func readAgain(_ query: Query, for id: Int) {
    let (queue, registry) = (queue, assembly.sources[query.registry]?.registry)
    Task {
      let reading = try? await registry?.read(query, after: nil)
      queue.send(.readAgain(query, resource: id, count: reading.flatMap(GuardRules.count)))
    }
  }

  private func hasInstalledFile(_ unit: ResourceUnit) -> Bool {
    guard let path = unit.resource.settings.destination?.path,
      let status = try? FileSystem.real.status(path)
    else { return false }
    return status.size > 0
  }
}
