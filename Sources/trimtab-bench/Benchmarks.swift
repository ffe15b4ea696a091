import Glibc

/// `trimtab-bench [all|template|json|plan|haproxy|latency|startup|memory|dedup ...]`: the figures of
/// this build on this machine, with the aims beside them. `latency=WORD` measures only its rows whose
/// names contain the word.
@main
enum Benchmarks: String, CaseIterable {
  case template, json, plan, haproxy, latency, startup, memory, dedup

  static func main() async {
    let words = CommandLine.arguments.dropFirst()
    let rows = words.filter { $0.hasPrefix("latency=") }.map { String($0.dropFirst(8)) }
    let arguments = words.map { $0.hasPrefix("latency=") ? "latency" : $0 }
    let names = allCases.map(\.rawValue)
    for name in arguments where name != "all" && !names.contains(name) {
      print("error: there is no benchmark `\(name)`")
      print("usage: trimtab-bench [all|\(names.joined(separator: "|")) ...]")
      exit(2)
    }
    let isAll = arguments.isEmpty || arguments.contains("all")
    var failures = 0
    for benchmark in allCases where isAll || arguments.contains(benchmark.rawValue) {
      do throws(BenchmarkError) {
        for figure in try await benchmark.run(rows) { print(figure.line) }
      } catch {
        print("\(benchmark.rawValue): not measured: \(error.message)")
        failures += 1
      }
      fflush(nil)
    }
    exit(failures == 0 ? 0 : 1)
  }

  private func run(_ rows: [String]) async throws(BenchmarkError) -> [Figure] {
    switch self {
    case .template: try TemplateBenchmark.run()
    case .json: JSONBenchmark.run()
    case .plan: try PlanBenchmark.run()
    case .haproxy: try await HAProxyBenchmark.run()
    case .latency: try await LatencyBenchmark.run(only: rows)
    case .startup: try StartupBenchmark.run()
    case .memory: try MemoryBenchmark.run()
    case .dedup: try await DeduplicationBenchmark.run()
    }
  }
}

/// Why something could not be measured.
struct BenchmarkError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
