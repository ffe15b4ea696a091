import CSystem
import Glibc
import Registries
import RegistryCore

/// Time and processor from a change in Consul to its reading, with many services watched.
enum ConsulBenchmark {
  private static let changes = 500

  static func run() async {
    for services in [10, 100, 1000] {
      await run(services: services)
    }
  }

  private static func run(services: Int) async {
    let consul = FakeConsul(services: services, instances: 10)
    var settings = ConsulRegistrySettings()
    settings.address = consul.address
    guard let registry = try? ConsulRegistry(settings: settings) else { return }
    let (readings, continuation) = AsyncStream<Int64>.makeStream()
    let watchers = (0..<services).map { number in
      Task {
        let query = Query(registry: "consul", .service(.init(name: "service-\(number)")))
        var index: UInt64?
        while let reading = try? await registry.read(query, after: index) {
          index = reading.index
          continuation.yield(cs_monotonic_nanoseconds())
        }
      }
    }
    var iterator = readings.makeAsyncIterator()
    for _ in 0..<services { _ = await iterator.next() }
    try? await Task.sleep(for: .milliseconds(500))
    await measureRest(services)
    await measureChanges(consul, services, &iterator)
    for watcher in watchers { watcher.cancel() }
    await registry.shutdown()
    consul.stop()
  }

  private static func measureRest(_ services: Int) async {
    let before = processSeconds()
    try? await Task.sleep(for: .seconds(2))
    let percent = (processSeconds() - before) / 2 * 100
    print(
      "consul, \(services) services: \(rounded(percent)) % of a core at rest, "
        + "\(residentMegabytes()) MB resident with the fake Consul")
  }

  private static func measureChanges(
    _ consul: FakeConsul, _ services: Int, _ readings: inout AsyncStream<Int64>.Iterator
  ) async {
    var latencies: [Double] = []
    let before = (process: processSeconds(), server: consul.cpuSeconds ?? 0)
    for number in 0..<changes {
      let start = cs_monotonic_nanoseconds()
      consul.change(service: number * 7 % services)
      guard let end = await readings.next() else { return }
      latencies.append(Double(end - start) / 1e3)
      try? await Task.sleep(for: .milliseconds(1))
    }
    let server = (consul.cpuSeconds ?? 0) - before.server
    let client = processSeconds() - before.process - server
    latencies.sort()
    print(
      "  change to reading: median \(rounded(latencies[changes / 2])) µs, "
        + "99th percentile \(rounded(latencies[changes * 99 / 100])) µs, "
        + "\(rounded(client / Double(changes) * 1e6)) µs of processor each")
  }

  private static func processSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func residentMegabytes() -> Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096 / 1_000_000
  }

  private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
