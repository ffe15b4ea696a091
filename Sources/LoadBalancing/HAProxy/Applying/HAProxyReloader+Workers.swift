import Networking

extension HAProxyReloader {
  /// A master that works says at once what it has.
  private static let patience = Duration.seconds(1)

  /// What the master says of workers that finish what they have; without its socket the system is
  /// asked for other children of it than the one that answers.
  package func oldWorkers() async -> OldWorkers? {
    let process = HAProxyProcess.running(settings.configuration)
    if let address = settings.masterSocket ?? process?.masterSocket {
      let master = MasterSocket(address: address, timeout: HAProxyReloader.patience)
      if let processes = try? await master.processes(within: HAProxyReloader.patience) {
        return OldWorkers(
          configuration: settings.configuration, count: processes.oldWorkers.count,
          oldest: processes.oldest)
      }
    }
    guard let process, process.hasMaster, let worker = await worker() else { return nil }
    let children = ProcessTree.children(of: process.process)
    guard children.contains(worker) else { return nil }
    let old = children.subtracting([worker])
    return OldWorkers(
      configuration: settings.configuration, count: old.count,
      oldest: old.compactMap(ProcessTree.age).max())
  }

  /// The worker that answers the runtime API.
  private func worker() async -> Int32? {
    let parts = HAProxyParts(settings, AppliedChange(files: []), known: applied)
    for address in parts.runtimeSockets(settings) {
      let socket = RuntimeSocket(address: address, timeout: HAProxyReloader.patience)
      if let info = try? await socket.info() { return info.process }
    }
    return nil
  }
}
