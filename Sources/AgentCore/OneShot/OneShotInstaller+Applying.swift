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

  /// Applies files of resources that have one way of applying, and takes back what the balancer
  /// rejects.
  func apply(
    _ files: [AppliedChange.File], of resources: [ManagedResource], lastGood: [[UInt8]?]
  ) async -> Outcome {
    let way = resources[0].apply
    let reloader = way.reloader(log: log)
    let outcome = await apply(files, by: reloader, within: way.longestSpacing)
    let good = zip(resources, lastGood).map { LastGoodFile($0.file, $1) }
    guard case .applyFailed(let error) = outcome, error.code == .rejected,
      LastGoodFile.putBack(good, log: log)
    else { return outcome }
    guard files.contains(where: { $0.oldContents == nil }) else {
      // What was changed at run time before it was rejected is set back.
      _ = await reloader.maintain()
      return .takenBack(error)
    }
    // After a run that did not come to its end nobody knows whether the balancer has them.
    let restored = files.map { AppliedChange.File(path: $0.path) }
    let second = await apply(
      restored, by: way.reloader(log: log), within: way.longestSpacing)
    if case .applied = second { return .takenBack(error) }
    return outcome
  }

  private func apply(
    _ files: [AppliedChange.File], by reloader: any Reloader, within limit: Duration
  ) async -> Outcome {
    let patience = ContinuousClock.now + limit
    while true {
      do throws(ReloadError) {
        let report = try await reloader.apply(AppliedChange(files: files))
        await reloader.finish()
        return .applied(report)
      } catch {
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
