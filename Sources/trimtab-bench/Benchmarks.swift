@main
enum Benchmarks {
  static func main() async {
    if CommandLine.arguments.contains("json") { JSONBenchmark.run() }
    if CommandLine.arguments.contains("template") { TemplateBenchmark.run() }
    if CommandLine.arguments.contains("consul") { await ConsulBenchmark.run() }
  }
}
