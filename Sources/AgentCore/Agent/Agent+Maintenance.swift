import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Looking after balancers between changes.
extension Agent {
  /// Has every way of applying that is configured look after its balancer from now on.
  func beginMaintenance() {
    for key in Set(units.values.map(\.resource.apply)) where key != .nothing {
      if applies[key] == nil { applies[key] = ApplyUnit(reloader(for: key)) }
      if applies[key]?.maintenanceDue == nil { applies[key]?.maintenanceDue = .now }
    }
  }

  /// Starts a round, unless a run is under way: that takes care of the same things.
  func maintain(_ key: ApplySettings) {
    applies[key]?.maintenanceDue = nil
    guard !isStopping, let unit = applies[key] else { return }
    guard !unit.isRunning, unit.maintenance == nil, unit.machine.pending.isEmpty else {
      applies[key]?.maintenanceDue = .now + .seconds(1)
      return
    }
    let queue = queue
    applies[key]?.maintenance = Task {
      queue.send(.maintained(key, next: await unit.reloader.maintain()))
    }
  }

  /// A round ended.
  func maintained(_ key: ApplySettings, _ next: Duration?) {
    applies[key]?.maintenance = nil
    applies[key]?.maintenanceDue = next.map { .now + $0 }
  }
}
