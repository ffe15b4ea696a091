import SystemSupport

/// What can be done while a reload has to wait.
extension HAProxyReloader {
  /// Gives HAProxy the new servers of the backends that it has, as far as the rest of what it runs
  /// allows. The reload makes it agree with the file later; whatever goes wrong here waits for it.
  func changeServers(_ parts: HAProxyParts) async {
    guard settings.usesRuntime, let old = parts.oldConfiguration.map(BalancerLayout.init),
      let new = parts.newConfiguration.map(BalancerLayout.init)
    else { return }
    for address in parts.runtimeSockets(settings) {
      let socket = RuntimeSocket(address: address, timeout: settings.runtimeTimeout)
      do throws(RuntimeError) {
        return try await changeServers(socket, old, new)
      } catch {
        log.debug("servers wait for the reload, too", ["error": "\(error)"])
        if error.code != .unreachable { return }
      }
    }
  }

  private func changeServers(
    _ socket: RuntimeSocket, _ old: BalancerLayout, _ new: BalancerLayout
  ) async throws(RuntimeError) {
    let version = try await socket.info().version
    let live = try await socket.servers()
    func plan(_ wanted: BalancerLayout) -> HAProxyPlan {
      HAProxyPlanner.plan(
        old: old, new: wanted, live: live, version: version, draining: draining.lines,
        attempted: attempted)
    }
    var wanted = old
    for backend in new.backends {
      guard let next = wanted.taking(serversOf: backend), plan(next).way != .reload else {
        continue
      }
      wanted = next
    }
    let change = plan(wanted)
    guard change.way == .runtime else { return }
    noteAttempt(change, wanted)
    try await perform(change, socket, from: old, to: wanted, version)
    log.info(
      "changed servers while the reload waits", ["how": change.summary.joined(separator: "; ")])
  }
}
