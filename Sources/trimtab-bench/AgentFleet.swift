import CSystem
import Glibc

/// Many `trimtab run` with the same template over one registry.
struct AgentFleet {
  private let folder: ScratchFolder
  private var agents: [ChildProgram] = []
  private var watch: DestinationWatch
  private let template: String

  /// Starts them; `settings` is further text of their configurations.
  init(
    _ count: Int, over registry: any BenchmarkRegistry, settings: String
  ) throws(BenchmarkError) {
    folder = try ScratchFolder()
    watch = DestinationWatch(folder.path)
    template = try folder.write(BalancerTemplate.text, to: "balancer.tmpl")
    for number in 0..<count {
      let file = try folder.write(
        """
        \(registry.settings)
        \(settings)
        [[template]]
        source = "\(template)"
        destination = "\(folder.path)/out-\(number).cfg"

        """, to: "\(number).toml")
      agents.append(try ChildProgram.start(["run", "-c", file]))
    }
  }

  /// Milliseconds until each agent has written its file anew.
  mutating func awaitFiles(within seconds: Int64) throws(BenchmarkError) -> Double {
    let start = cs_monotonic_nanoseconds()
    var written: Set<String> = []
    while written.count < agents.count {
      written.formUnion(watch.next(within: 500))
      guard cs_monotonic_nanoseconds() - start < seconds * 1_000_000_000 else {
        throw BenchmarkError(
          "\(written.count) of \(agents.count) files were written in \(seconds) s")
      }
    }
    return Double(cs_monotonic_nanoseconds() - start) / 1e6
  }

  /// Waits until no file was written for a second.
  mutating func awaitSilence() {
    while !watch.next(within: 1000).isEmpty {}
  }

  /// The sockets of all agents.
  var connections: Int { agents.reduce(0) { $0 + Measuring.sockets(of: $1.pid) } }

  /// The memory of an agent, on average.
  var residentMegabytes: Double {
    let all = agents.reduce(0) { $0 + (Measuring.bytes(of: "VmRSS", process: $1.pid) ?? 0) }
    return Double(all) / Double(max(1, agents.count)) / 1e6
  }

  /// Kills the agent with the most sockets.
  mutating func killBusiest() {
    let sockets = agents.map { Measuring.sockets(of: $0.pid) }
    guard let most = sockets.max(), let index = sockets.firstIndex(of: most) else { return }
    agents.remove(at: index).kill()
  }

  /// Ends them all.
  mutating func stop() {
    for agent in agents { agent.kill() }
    agents = []
    watch.close()
    folder.remove()
  }
}
