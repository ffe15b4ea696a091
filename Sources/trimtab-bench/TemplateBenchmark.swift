import CSystem
import Diagnostics
import TemplateLanguage
import Values

/// Megabytes and actions per second of the evaluation of a configuration with 50,000 servers.
enum TemplateBenchmark {
  private static let rounds = 12
  private static let backendCount = 500
  private static let serversPerBackend = 100

  static func run() {
    let data = services()
    print("templates: \(backendCount * serversPerBackend) servers, best of \(rounds)")
    report("fields and if", plain, actionsPerServer: 7, data)
    report("printf, eq, and, index, len", functions, actionsPerServer: 10, data)
    reportParsing()
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

  private static func report(
    _ name: String, _ text: String, actionsPerServer: Int, _ data: Value
  ) {
    var set = TemplateSet()
    do throws(TemplateError) {
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
      show(name, bytes, best, " \(millions(actions, best)) M actions/s")
    } catch {
      print("  \(name): \(error.goText)")
    }
  }

  private static func reportParsing() {
    let source = Source(
      name: "bench", text: String(repeating: plain + functions + "\n", count: 500))
    var best = Int64.max
    for _ in 0..<rounds {
      var set = TemplateSet()
      let start = cs_monotonic_nanoseconds()
      guard (try? set.add(source, name: "bench")) != nil else { return }
      best = min(best, cs_monotonic_nanoseconds() - start)
    }
    show("parsing", source.text.count, best, "")
  }

  private static func show(_ name: String, _ bytes: Int, _ time: Int64, _ rest: String) {
    let milliseconds = time / 1_000_000
    print("  \(name): \(bytes) bytes in \(milliseconds) ms, \(millions(bytes, time)) MB/s\(rest)")
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
