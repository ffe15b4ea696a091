import AgentConfiguration
import LoadBalancing
import SystemSupport

/// Having balancers use what was installed.
extension OneShotInstaller {
  /// Whether the destination is new or an earlier run left its apply pending.
  func needsApply(_ outcome: Outcome, _ resource: ManagedResource) -> Bool {
    guard resource.apply != .nothing else { return false }
    switch outcome {
    case .installed: return true
    case .unchanged: return resource.mark?.read() != nil
    default: return false
    }
  }

  func groups(
    _ pending: [(index: Int, file: AppliedChange.File)], of ways: [ApplySettings]
  ) -> [[(index: Int, file: AppliedChange.File)]] {
    var order: [ApplySettings] = []
    var members: [ApplySettings: [(index: Int, file: AppliedChange.File)]] = [:]
    for item in pending {
      let way = ways[item.index]
      if members[way] == nil { order.append(way) }
      members[way, default: []].append(item)
    }
    return order.compactMap { members[$0] }
  }

  /// Applies files of resources that have one way of applying.
  func apply(
    _ files: [AppliedChange.File], of resources: [ManagedResource]
  ) async -> Outcome {
    let way = resources[0].apply
    let reloader = way.reloader(log: log)
    let patience = ContinuousClock.now + way.longestSpacing
    while true {
      do throws(ReloadError) {
        let report = try await reloader.apply(AppliedChange(files: files))
        await reloader.finish()
        return .applied(report)
      } catch {
        let good = zip(files, resources).map { LastGoodFile($1.file, $0.oldContents) }
        if error.code == .rejected, LastGoodFile.putBack(good, log: log) {
          // What was changed at run time before it was rejected is set back.
          _ = await reloader.maintain()
          return .takenBack(error)
        }
        guard error.code == .postponed, let due = error.due, due <= patience,
          await EventLoop.shared.pause(for: due - .now)
        else { return .applyFailed(error) }
      }
    }
  }

  func clearMark(of resource: ManagedResource) {
    do throws(SystemError) {
      try resource.mark?.clear()
    } catch {
      log.warning(
        "cannot remove the pending mark; the apply will be repeated",
        ["destination": resource.destination, "error": error.description])
    }
  }
}
