import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Undoing a change which the balancer rejected: it goes on with what it had, so the files must
/// say the same. Otherwise the next restart of the balancer would fail.
extension Agent {
  /// Puts the last good files back. False if that cannot be done for all of them; then the apply
  /// stays pending.
  func rollBack(_ key: ApplySettings, because error: ReloadError) -> Bool {
    guard let machine = applies[key]?.machine else { return false }
    let ids = machine.pending.filter { installations[$0] == nil }
    guard !ids.isEmpty, ids.allSatisfy({ units[$0]?.lastGood != nil }) else { return false }
    for id in ids.sorted() {
      guard restore(id) else { return false }
    }
    receive(.withdrawn(ids), for: key)
    receive(.failed, for: key)
    for id in ids { clearMark(of: id) }
    let destinations = ids.sorted().compactMap { units[$0]?.resource.destination }
    log.error(
      "the balancer rejected the new version; the last good files are back in place",
      ["destinations": Agent.summary(of: destinations), "error": error.report])
    return true
  }

  private func restore(_ id: Int) -> Bool {
    guard let unit = units[id], let good = unit.lastGood, let file = unit.resource.file else {
      return false
    }
    do throws(SystemError) {
      _ = try file.stage(good).commit()
    } catch {
      log.error(
        "cannot put the last good file back",
        ["destination": unit.resource.destination, "error": error.description])
      return false
    }
    units[id]?.noteRejected()
    return true
  }
}
