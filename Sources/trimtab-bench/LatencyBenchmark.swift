import AgentConfiguration
import AgentCore
import CSystem
import Diagnostics
import Glibc
import SystemSupport

/// Time and processor from a change in Consul to the new file, through the whole agent.
enum LatencyBenchmark {
  private static let changes = 200

  static func run() async throws(BenchmarkError) -> [Figure] {
    var figures: [Figure] = []
    for services in [10, 100, 1000] { figures += try await run(services: services) }
    return figures
  }

  private static func run(services: Int) async throws(BenchmarkError) -> [Figure] {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let consul = FakeConsul(services: services, instances: 10)
    defer { consul.stop() }
    let (installations, continuation) = AsyncStream<Int64>.makeStream()
    let log = Log(minimum: .info) { record in
      if record.message == "installed" { continuation.yield(cs_monotonic_nanoseconds()) }
    }
    let agent = Agent(try assembly(consul, destination: "\(folder.path)/out.cfg"), log: log)
    let work = Task {
      do throws(FileLock.Failure) { try await agent.run() } catch { continuation.finish() }
    }
    var iterator = installations.makeAsyncIterator()
    let figures = await measure(consul, services, &iterator)
    agent.send(.stop)
    await work.value
    guard let figures else { throw BenchmarkError("the agent installed nothing") }
    return figures
  }

  private static func measure(
    _ consul: FakeConsul, _ services: Int, _ installations: inout AsyncStream<Int64>.Iterator
  ) async -> [Figure]? {
    guard await installations.next() != nil else { return nil }
    try? await Task.sleep(for: .milliseconds(500))
    var latencies: [Double] = []
    let requests = consul.requestCount
    let before = Measuring.processSeconds - consul.cpuSeconds
    for number in 0..<changes {
      let start = cs_monotonic_nanoseconds()
      consul.change(service: number * 7 % services)
      guard let end = await installations.next() else { return nil }
      latencies.append(Double(end - start) / 1e6)
      try? await Task.sleep(for: .milliseconds(2))
    }
    let used = Measuring.processSeconds - consul.cpuSeconds - before
    let asked = Double(consul.requestCount - requests) / Double(changes)
    latencies.sort()
    let (median, late) = (latencies[changes / 2], latencies[changes * 99 / 100])
    return [
      Figure(
        "change to file: \(services) services of 10",
        "p50 \(Figure.rounded(median)) ms, p99 \(Figure.rounded(late)) ms"),
      Figure(
        "  each change",
        "\(Figure.rounded(used / Double(changes) * 1e3)) ms of processor, "
          + "\(Figure.rounded(asked)) requests"),
    ]
  }

  private static func assembly(
    _ consul: FakeConsul, destination: String
  ) throws(BenchmarkError) -> Assembly {
    var settings = RegistrySettings.ConsulSettings()
    settings.address = consul.address
    var configuration = Configuration()
    configuration.registries = [RegistrySettings(name: "consul", kind: .consul(settings))]
    configuration.defaultRegistry = "consul"
    configuration.resources = [
      ResourceSettings(
        name: "bench", template: .inline(BalancerTemplate.text),
        destination: DestinationSettings(path: destination))
    ]
    do throws(DiagnosticError) {
      return try Assembly.make(configuration, environment: [:], numbers: ResourceNumbers())
    } catch {
      throw BenchmarkError(error.diagnostics.map(\.message).joined(separator: "; "))
    }
  }
}
