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
    let ids = machine.pending.filter { installations[$0] == nil }.sorted()
    let good = ids.map { id in LastGoodFile(units[id]?.resource.file, units[id]?.lastGood) }
    guard !ids.isEmpty, LastGoodFile.putBack(good, log: log) else { return false }
    receive(.withdrawn(Set(ids)), for: key)
    receive(.failed, for: key)
    for id in ids {
      units[id]?.noteRejected()
      clearMark(of: id)
    }
    let destinations = ids.compactMap { units[$0]?.resource.destination }
    log.error(
      "the balancer rejected the new version; the last good files are back in place",
      ["destinations": Agent.summary(of: destinations), "error": error.report])
    return true
  }
}
