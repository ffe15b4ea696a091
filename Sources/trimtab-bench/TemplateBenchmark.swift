import CSystem
import Diagnostics
import TemplateLanguage
import Values

/// Megabytes and actions per second of the evaluation of a configuration with 50,000 servers.
enum TemplateBenchmark {
  private static let rounds = 12
  private static let backendCount = 500
  private static let serversPerBackend = 100

  static func run() throws(BenchmarkError) -> [Figure] {
    let data = services()
    do throws(TemplateError) {
      return [
        try evaluate("template: fields and if", plain, actionsPerServer: 7, data),
        try evaluate(
          "template: printf, eq, and, index, len", functions, actionsPerServer: 10, data),
        try parse(),
      ]
    } catch {
      throw BenchmarkError(error.goText)
    }
  }

  /// Per server: `Name`, `Address`, `Port`, two `if`s, `Weight`, and the round itself.
  private static let plain = """
    {{range .}}backend {{.Name}}
      balance roundrobin
    {{range .Servers}}  server {{.Name}} {{.Address}}:{{.Port}} check\
    {{if .Weight}} weight {{.Weight}}{{end}}{{if .Backup}} backup{{end}}
    {{end}}{{end}}
    """

  /// Per server: `printf`, `if and eq`, `index`, `if gt len`, `len`, and the round itself.
  private static let functions = """
    {{range $service := .}}{{if gt (len .Servers) 0}}backend {{.Name}}
    {{range $index, $server := .Servers}}  server {{printf "%s-%d" $service.Name $index}} \
    {{.Address}}:{{.Port}}{{if and .Weight (eq .Status "passing")}} check{{end}}\
    {{if gt (len .Tags) 0}} # {{index .Tags 0}}{{end}}
    {{end}}{{end}}{{end}}
    """

  private static func evaluate(
    _ what: String, _ text: String, actionsPerServer: Int, _ data: Value
  ) throws(TemplateError) -> Figure {
    var set = TemplateSet()
    try set.add(Source(name: "bench", text: text), name: "bench")
    var best = Int64.max
    var bytes = 0
    for _ in 0..<rounds {
      let output = OutputBuffer(reserving: 8 << 20)
      let start = cs_monotonic_nanoseconds()
      try set.execute("bench", data: data, context: EvaluationContext(), output: output)
      best = min(best, cs_monotonic_nanoseconds() - start)
      bytes = output.count
    }
    let actions = backendCount * serversPerBackend * actionsPerServer
    return Figure(
      what, "\(millions(bytes, best)) MB/s, \(millions(actions, best)) M actions/s",
      aim: "8 M actions/s")
  }

  private static func parse() throws(TemplateError) -> Figure {
    let source = Source(
      name: "bench", text: String(repeating: plain + functions + "\n", count: 500))
    var best = Int64.max
    for _ in 0..<rounds {
      var set = TemplateSet()
      let start = cs_monotonic_nanoseconds()
      try set.add(source, name: "bench")
      best = min(best, cs_monotonic_nanoseconds() - start)
    }
    return Figure("template: parsing", "\(millions(source.text.count, best)) MB/s")
  }

  /// Millions per second, with one decimal.
  private static func millions(_ count: Int, _ time: Int64) -> String {
    let tenths = Int64(count) * 10_000 / max(1, time)
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func services() -> Value {
    let server = RecordShape(
      "registry.Server",
      [
        .init("Name", .string), .init("Address", .string), .init("Port", .int),
        .init("Weight", .int), .init("Backup", .bool), .init("Status", .string),
        .init("Tags", .slice(.string)),
      ])
    let service = RecordShape(
      "registry.Service",
      [.init("Name", .string), .init("Servers", .slice(.pointer(.record(server))))])
    let tags = Value.strings(["primary", "v2"])
    let services = (0..<backendCount).map { backend in
      let servers = (0..<serversPerBackend).map { index in
        Value.recordPointer(
          RecordValue(
            server,
            [
              .string("web-\(backend)-\(index)"), .string("10.\(backend % 250).\(index).7"),
              .int(8000 + index), .int(index % 2 == 0 ? 100 : 0), .bool(index % 10 == 0),
              .string(index % 7 == 0 ? "critical" : "passing"), tags,
            ]))
      }
      let list = ListValue(servers, elementType: .pointer(.record(server)))
      return Value.recordPointer(
        RecordValue(service, [.string("service-\(backend)"), .list(list)]))
    }
    return .list(services)
  }
}
