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
    guard !ids.isEmpty, ids.allSatisfy({ units[$0]?.lastGood != nil }), restore(ids) else {
      return false
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

  /// Replaces nothing before all that needs space has been written: a mixture of old and new files
  /// would be neither version.
  private func restore(_ ids: Set<Int>) -> Bool {
    var staged: [(id: Int, file: StagedFile)] = []
    var destination = ""
    do throws(SystemError) {
      for id in ids.sorted() {
        guard let unit = units[id], let good = unit.lastGood, let file = unit.resource.file else {
          continue
        }
        destination = unit.resource.destination
        staged.append((id, try file.stage(good)))
      }
      while let next = staged.first {
        destination = next.file.destination
        _ = try next.file.commit()
        staged.removeFirst()
        units[next.id]?.noteRejected()
      }
      return true
    } catch {
      for rest in staged { rest.file.discard() }
      log.error(
        "cannot put the last good file back",
        ["destination": destination, "error": error.description])
      return false
    }
  }
}
