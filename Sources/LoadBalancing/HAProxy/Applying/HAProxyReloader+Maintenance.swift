import Networking
import SystemSupport

extension HAProxyReloader {
  /// How often draining servers are looked at.
  static let drainInterval = Duration.seconds(1)

  /// Deletes drained servers, and sets back what somebody else changed: servers that were added,
  /// removed or changed by hand, or a HAProxy that was started anew with an older state.
  package func maintain() async -> Duration? {
    guard settings.usesRuntime else { return nil }
    if applied == nil, assumed == nil {
      assumed = try? FileSystem.real.read(settings.configuration)
    }
    if let text = applied ?? assumed, let configuration = try? HAProxyConfiguration(text) {
      await maintain(configuration, text)
    }
    if !draining.isEmpty { return HAProxyReloader.drainInterval }
    return settings.driftInterval == .zero ? nil : settings.driftInterval
  }

  /// Waits until removed servers have drained, or their time is over, and deletes them.
  package func finish() async {
    let deadline = ContinuousClock.now + settings.drainTime + HAProxyReloader.drainInterval
    while !draining.isEmpty, ContinuousClock.now < deadline {
      guard await EventLoop.shared.pause(for: .milliseconds(100)) else { return }
      _ = await maintain()
    }
  }

  private func maintain(_ configuration: HAProxyConfiguration, _ text: [UInt8]) async {
    let sockets =
      settings.runtimeSockets
      ?? configuration.runtimeSockets.reachable(from: settings.configuration)
    for address in sockets {
      let socket = RuntimeSocket(address: address, timeout: settings.runtimeTimeout)
      do throws(RuntimeError) {
        _ = await finishRemovals(socket)
        if settings.driftInterval != .zero {
          try await heal(BalancerLayout(configuration), text, socket)
        }
        return
      } catch {
        // A HAProxy that is down is its supervisor's business; it starts from the file.
        log.debug("cannot look for drift", ["error": "\(error)"])
      }
    }
  }

  private func heal(
    _ layout: BalancerLayout, _ text: [UInt8], _ socket: RuntimeSocket
  ) async throws(RuntimeError) {
    let version = try await socket.info().version
    let live = try await socket.servers()
    let plan = HAProxyPlanner.plan(
      old: layout, new: layout, live: live.without(draining), version: version)
    let found = plan.drift + plan.reasons
    defer { lastDrift = found }
    guard !found.isEmpty else { return }
    if found != lastDrift {
      log.warning(
        "HAProxy's running state is other than configured",
        ["found": found.joined(separator: "; ")])
    }
    switch plan.way {
    case .nothing: break
    case .runtime:
      try await perform(plan, socket, from: layout, to: layout, version)
      log.info("healed", ["how": plan.summary.joined(separator: "; ")])
    case .reload:
      guard found != reloadedDrift else { return }
      let change = AppliedChange(files: [
        AppliedChange.File(path: settings.configuration, oldContents: text, newContents: text)
      ])
      do throws(ReloadError) {
        let report = try await reload(
          HAProxyParts(settings, change, known: text), change,
          because: plan.reasons.joined(separator: "; "))
        reloadedDrift = found
        log.info("healed", ["how": report.summary])
      } catch {
        throw RuntimeError(.disagrees, error.message)
      }
    }
  }
}

extension LiveServers {
  /// The servers that are not on their way out.
  func without(_ draining: DrainingServers) -> LiveServers {
    var rest = self
    for place in draining.entries.keys { rest[place.backend, place.server] = nil }
    return rest
  }
}

extension BalancerLayout {
  /// The line of a server.
  func server(at place: ServerPlace) -> ServerLine? {
    backends.first { $0.name == place.backend }?.servers.first { $0.name == place.server }
  }
}
