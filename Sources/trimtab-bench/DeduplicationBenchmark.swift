import CSystem
import Glibc

/// Fifty agents with one template of fifty services over a real Consul, each asking by itself and
/// then one for all: what Consul has to do, and how long a change takes to all files.
enum DeduplicationBenchmark {
  private static let agents = 50
  private static let services = 50
  private static let changes = 30
  /// A burst has this pause between its changes.
  private static let burstPause = 20_000
  private static let rest: UInt32 = 60

  static func run() async throws(BenchmarkError) -> [Figure] {
    print("\(agents) agents, \(services) services of 10 each; connections and requests at Consul")
    try await measure("each asks", settings: "")
    try await measure("one asks for all", settings: "[deduplicate]\n")
    return []
  }

  private static func measure(
    _ name: String, settings: String
  ) async throws(BenchmarkError) {
    let consul = try await ConsulProcess.started(.init(services: services))
    defer { consul.stop() }
    var fleet = try AgentFleet(agents, over: consul, settings: settings)
    defer { fleet.stop() }
    func note(_ what: String, _ values: String) {
      // One line after the other, as all of them take minutes.
      print(Figure("\(name): \(what)", values).line)
      fflush(nil)
    }
    let first = try fleet.awaitFiles(within: 60)
    note("all first files", "\(whole(first)) ms, \(try await consul.requests()) requests")
    // What follows the first files is not rest.
    sleep(5)
    note("connections", "\(fleet.connections)")
    note("memory of an agent", "\(Figure.rounded(fleet.residentMegabytes)) MB")
    let before = (try await consul.requests(), consul.processorSeconds)
    sleep(rest)
    let seconds = Double(rest)
    let idle = Double(try await consul.requests() - before.0) / seconds
    let load = (consul.processorSeconds - before.1) / seconds * 100
    note("at rest", "\(Figure.rounded(idle)) requests/s, \(Figure.rounded(load)) % of a core")
    try await measureChanges(&fleet, consul, note)
    try await measureBurst(&fleet, consul, note)
    try await measureDeath(&fleet, consul, note)
  }

  /// Changes one after the other.
  private static func measureChanges(
    _ fleet: inout AgentFleet, _ consul: ConsulProcess, _ note: (String, String) -> Void
  ) async throws(BenchmarkError) {
    var times: [Double] = []
    let (requests, processor) = (try await consul.requests(), consul.processorSeconds)
    for number in 0..<changes {
      try await consul.change(number)
      times.append(try fleet.awaitFiles(within: 60))
      usleep(700_000)
    }
    times.sort()
    let each = Double(try await consul.requests() - requests) / Double(changes)
    let cost = (consul.processorSeconds - processor) / Double(changes) * 1e3
    note(
      "a change to all files",
      "p50 \(whole(times[changes / 2])) ms, max \(whole(times[changes - 1])) ms, "
        + "\(whole(each)) requests, \(whole(cost)) ms of Consul")
  }

  /// Many changes, all of other services.
  private static func measureBurst(
    _ fleet: inout AgentFleet, _ consul: ConsulProcess, _ note: (String, String) -> Void
  ) async throws(BenchmarkError) {
    let (requests, processor) = (try await consul.requests(), consul.processorSeconds)
    let start = cs_monotonic_nanoseconds()
    for number in 0..<200 {
      try await consul.change(5000 + number)
      usleep(UInt32(burstPause))
    }
    fleet.awaitSilence()
    let seconds = Double(cs_monotonic_nanoseconds() - start) / 1e9
    let count = try await consul.requests() - requests
    let cost = consul.processorSeconds - processor
    note(
      "200 changes in a row",
      "\(count) requests, \(Figure.rounded(cost)) s of Consul, within \(Figure.rounded(seconds)) s")
  }

  /// The busiest agent dies, and something changes while nobody knows.
  private static func measureDeath(
    _ fleet: inout AgentFleet, _ consul: ConsulProcess, _ note: (String, String) -> Void
  ) async throws(BenchmarkError) {
    let requests = try await consul.requests()
    fleet.killBusiest()
    try await consul.change(9999)
    let time = try fleet.awaitFiles(within: 180)
    sleep(3)
    note(
      "the busiest agent killed",
      "a change is in all files after \(Figure.rounded(time / 1e3)) s, "
        + "\(try await consul.requests() - requests) requests until then")
  }

  private static func whole(_ number: Double) -> String { String(Int(number.rounded())) }
}
