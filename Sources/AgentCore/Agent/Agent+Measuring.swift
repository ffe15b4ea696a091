import AgentConfiguration
import LoadBalancing
import RegistryCore
import SystemSupport

/// Counting what happens, and keeping what `trimtab status` tells of it.
extension Agent {
  /// A rendering ended.
  func note(_ result: ResourceMachine.Result, of unit: ResourceUnit, heldBefore: Int) {
    let name = unit.resource.name
    metrics.add(to: AgentMetrics.renders, ["template": name, "result": result.word])
    let held = unit.plausibility.held.count
    if held > heldBefore {
      metrics.add(Double(held - heldBefore), to: AgentMetrics.guardHolds, ["template": name])
    }
    switch result {
    case .incomplete, .failed: break
    case .unchanged:
      let id = unit.resource.id
      notes[id, default: ResourceNotes()].rendered = WallClock.nanosecondsSince1970
      notes[id]?.trouble = nil
      // What the balancer rejected was taken back, and is not wanted any more.
      if applies[unit.resource.apply]?.isPending(id) != true { notes[id]?.applyTrouble = nil }
    case .refusedBefore, .changed:
      notes[unit.resource.id, default: ResourceNotes()].rendered = WallClock.nanosecondsSince1970
    }
    if result == .failed {
      notes[unit.resource.id, default: ResourceNotes()].trouble =
        "the template failed: \(unit.lastComplaint?.detail ?? "")"
    }
  }

  /// An installation ended.
  func note(_ outcome: InstallOutcome, of id: Int) {
    let name = units[id]?.resource.name ?? ""
    metrics.add(to: AgentMetrics.installations, ["template": name, "result": outcome.word])
    switch outcome {
    case .committed:
      notes[id, default: ResourceNotes()].committed = WallClock.nanosecondsSince1970
      notes[id]?.trouble = nil
    case .refused(let reason):
      notes[id, default: ResourceNotes()].refused = WallClock.nanosecondsSince1970
      notes[id]?.trouble = "the check refused the new file: \(reason)"
    case .checkFailed(let reason):
      notes[id, default: ResourceNotes()].trouble = "the check could not be run: \(reason)"
    case .writeFailed(let reason):
      notes[id, default: ResourceNotes()].trouble = "cannot install the new file: \(reason)"
    case .stuck(let reason, _):
      notes[id, default: ResourceNotes()].trouble =
        "the file is new, but not the others of its group, and it could not be put back: \(reason)"
    case .cancelled: break
    }
  }

  /// A run of an apply ended.
  func note(_ result: Result<ReloadReport, ReloadError>, of key: ApplySettings) {
    guard let unit = applies[key] else { return }
    let ids = unit.machine.pending
    switch result {
    case .success(let report):
      metrics.add(to: AgentMetrics.applies, ["method": report.method.rawValue])
      metrics.observe(.now - unit.started, in: AgentMetrics.applyTime)
      for id in ids {
        notes[id, default: ResourceNotes()].applied = WallClock.nanosecondsSince1970
        notes[id]?.applyTrouble = nil
        notes[id]?.applyWait = nil
      }
    case .failure(let error) where error.code == .postponed:
      for id in ids {
        notes[id, default: ResourceNotes()].applyWait = "the apply waits: \(error.report)"
      }
    case .failure(let error):
      let word = "\(error.code)"
      metrics.add(to: AgentMetrics.applyFailures, ["reason": word])
      let text =
        error.code == .rejected ? "the balancer rejected the new version" : "the apply failed"
      for id in ids {
        if error.code == .rejected {
          notes[id, default: ResourceNotes()].refused = WallClock.nanosecondsSince1970
        }
        notes[id, default: ResourceNotes()].applyTrouble = "\(text): \(error.report)"
        notes[id]?.applyWait = nil
      }
    }
  }

  /// The configuration was read again, or refused.
  func noteReconfiguration(isAdopted: Bool) {
    metrics.add(
      to: AgentMetrics.reconfigurations, ["result": isAdopted ? "adopted" : "refused"])
  }

  /// All numbers, in Prometheus' text format, with the program's version.
  package func metricsText(version: String) async -> String {
    let balancers = await balancers()
    let status = status()
    // What the configuration does not have any more is not told of, as if it were still so.
    for metric in [
      AgentMetrics.registryUp, AgentMetrics.staleQueries, AgentMetrics.guardHeld,
      AgentMetrics.pending, AgentMetrics.refused, AgentMetrics.oldWorkers,
      AgentMetrics.oldestWorker,
    ] {
      metrics.removeAll(metric)
    }
    metrics.set(AgentMetrics.build, to: 1, ["version": version])
    for balancer in balancers {
      let labels: Metrics.Labels = ["configuration": balancer.configuration]
      metrics.set(AgentMetrics.oldWorkers, to: Double(balancer.oldWorkerCount), labels)
      metrics.set(AgentMetrics.oldestWorker, to: Double(balancer.oldestAge ?? 0), labels)
    }
    for registry in status.registries {
      let labels: Metrics.Labels = ["registry": registry.name]
      metrics.set(AgentMetrics.registryUp, to: registry.error == nil ? 1 : 0, labels)
      metrics.set(AgentMetrics.staleQueries, to: Double(registry.staleCount), labels)
      if let count = registry.sharedCount {
        metrics.set(AgentMetrics.sharedQueries, to: Double(count), labels)
      }
    }
    for resource in status.resources {
      let labels: Metrics.Labels = ["template": resource.name]
      metrics.set(AgentMetrics.guardHeld, to: Double(resource.held.count), labels)
      metrics.set(AgentMetrics.pending, to: resource.isPending ? 1 : 0, labels)
      metrics.set(AgentMetrics.refused, to: resource.refused == nil ? 0 : 1, labels)
    }
    metrics.set(AgentMetrics.ready, to: status.isReady ? 1 : 0)
    return metrics.text()
  }
}

/// When things last happened to a resource (nanoseconds since 1970), and what is wrong with it.
struct ResourceNotes {
  var rendered: Int64?
  var committed: Int64?
  var applied: Int64?
  var refused: Int64?
  var trouble: String?
  var applyTrouble: String?
  /// Why an apply that is due has not begun.
  var applyWait: String?
}

extension ResourceMachine.Result {
  /// As a label of metrics.
  fileprivate var word: String {
    switch self {
    case .incomplete: "incomplete"
    case .failed: "failed"
    case .unchanged: "unchanged"
    case .refusedBefore: "refused_before"
    case .changed: "changed"
    }
  }
}

extension InstallOutcome {
  /// As a label of metrics.
  fileprivate var word: String {
    switch self {
    case .committed: "committed"
    case .refused: "refused"
    case .checkFailed: "check_failed"
    case .writeFailed: "write_failed"
    case .stuck: "stuck"
    case .cancelled: "cancelled"
    }
  }
}
