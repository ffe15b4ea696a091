import AgentConfiguration
import AgentCore
import CSystem
import DataFormats
import Diagnostics
import Glibc
import Networking
import SystemSupport

/// Time and processor from a change in a real etcd to the new file, through the whole agent.
enum EtcdBenchmark {
  private static let upstreams = 500
  private static let keys = 10
  private static let changes = 200

  static func run() async throws(BenchmarkError) -> [Figure] {
    // In memory: the disk's syncs are not what is measured.
    let folder = try ScratchFolder(in: "/dev/shm")
    defer { folder.remove() }
    let etcd = try await EtcdProcess.started(in: folder.path)
    defer { etcd.stop() }
    for upstream in 0..<upstreams { try await etcd.fill(upstream, keys: keys) }
    let (installations, continuation) = AsyncStream<Int64>.makeStream()
    let log = Log(minimum: .info) { record in
      if record.message == "installed" { continuation.yield(cs_monotonic_nanoseconds()) }
    }
    let start = cs_monotonic_nanoseconds()
    let agent = Agent(try assembly(etcd, destination: "\(folder.path)/out.cfg"), log: log)
    let work = Task {
      do throws(FileLock.Failure) { try await agent.run() } catch { continuation.finish() }
    }
    var iterator = installations.makeAsyncIterator()
    guard let first = await iterator.next() else { throw BenchmarkError("nothing was installed") }
    _ = await EventLoop.shared.pause(for: .milliseconds(500))
    var figures = [
      Figure(
        "etcd: first file, \(upstreams) upstreams of \(keys) keys",
        "\(Figure.rounded(Double(first - start) / 1e6)) ms", aim: "below 400 ms")
    ]
    figures += try await measure(etcd, &iterator)
    agent.send(.stop)
    await work.value
    return figures
  }

  private static func measure(
    _ etcd: EtcdProcess, _ installations: inout AsyncStream<Int64>.Iterator
  ) async throws(BenchmarkError) -> [Figure] {
    var latencies: [Double] = []
    var writing = 0.0
    let before = Measuring.processSeconds
    for number in 0..<changes {
      let start = cs_monotonic_nanoseconds()
      try await etcd.put("/up/\(number * 7 % upstreams)/k3", "10.1.0.\(number):80")
      writing += Double(cs_monotonic_nanoseconds() - start) / 1e6
      guard let end = await installations.next() else { throw BenchmarkError("no installation") }
      latencies.append(Double(end - start) / 1e6)
      _ = await EventLoop.shared.pause(for: .milliseconds(2))
    }
    let used = (Measuring.processSeconds - before) / Double(changes) * 1e3
    latencies.sort()
    return [
      Figure(
        "etcd: change to file",
        "p50 \(Figure.rounded(latencies[changes / 2])) ms, "
          + "p99 \(Figure.rounded(latencies[changes * 99 / 100])) ms",
        aim: "below 5 ms"),
      Figure(
        "  each change, its write included",
        "\(Figure.rounded(used)) ms of processor", aim: "below 4 ms"),
      Figure("  the write alone takes", "\(Figure.rounded(writing / Double(changes))) ms"),
    ]
  }

  private static func assembly(
    _ etcd: EtcdProcess, destination: String
  ) throws(BenchmarkError) -> Assembly {
    var settings = RegistrySettings.EtcdSettings()
    settings.endpoints = [etcd.address]
    var configuration = Configuration()
    configuration.registries = [RegistrySettings(name: "etcd", kind: .etcd(settings))]
    configuration.defaultRegistry = "etcd"
    configuration.resources = [
      ResourceSettings(
        name: "bench",
        template: .inline(
          """
          {{- range $i := loop \(upstreams) }}
          upstream u{{ $i }} {
          {{- range ls (printf "up/%d/" $i) }}
            server {{ .Value }}; # {{ .Key }}
          {{- end }}
          }
          {{- end }}

          """),
        destination: DestinationSettings(path: destination))
    ]
    do throws(DiagnosticError) {
      return try Assembly.make(configuration, environment: [:], numbers: ResourceNumbers())
    } catch {
      throw BenchmarkError(error.diagnostics.map(\.message).joined(separator: "; "))
    }
  }
}
