@main
enum Benchmarks {
  static func main() {
    if CommandLine.arguments.contains("json") { JSONBenchmark.run() }
    if CommandLine.arguments.contains("template") { TemplateBenchmark.run() }
  }
}
