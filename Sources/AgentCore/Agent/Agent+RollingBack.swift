import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Undoing a change which the balancer rejected: it goes on with what it had, so the files must
/// say the same. Otherwise the next restart of the balancer would fail.
extension Agent {
  /// Puts the last good files back. False if that cannot be done for all of them; then the apply
  /// stays pending.
  ///
  /// After a restart of ours nobody knows whether the balancer runs what it last accepted, so that
  /// is applied then.
  func rollBack(_ key: ApplySettings, because error: ReloadError) -> Bool {
    guard let machine = applies[key]?.machine else { return false }
    let ids = machine.pending.filter { installations[$0] == nil }.sorted()
    let good = ids.map { id in LastGoodFile(units[id]?.resource.file, units[id]?.lastGood) }
    let isKnown = ids.allSatisfy { units[$0]?.runsLastGood == true }
    let rejected = good.map { $0?.inItsPlace }
    // Once they are back, there is nothing left to go back to.
    guard !ids.isEmpty, isKnown || rejected.contains(where: { $0 != nil }),
      LastGoodFile.putBack(good, log: log)
    else { return false }
    receive(.withdrawn(Set(ids)), for: key)
    receive(.failed, for: key)
    for (id, contents) in zip(ids, rejected) {
      units[id]?.noteRejected(contents)
      if isKnown { clearMark(of: id) } else { units[id]?.noteUnknownChange() }
    }
    let destinations = ids.compactMap { units[$0]?.resource.destination }
    log.error(
      "the balancer rejected the new version; the last good files are back in place",
      ["destinations": Agent.summary(of: destinations), "error": error.report])
    if !isKnown { receive(.committed(Set(ids)), for: key) }
    return true
  }
}
