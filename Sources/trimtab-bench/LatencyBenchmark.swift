import Glibc

/// From a change in a registry to the new file: time, processor, memory and connections of
/// `trimtab run`, over a fake Consul and real servers.
///
/// The rows can be chosen by words of which their names contain one.
enum LatencyBenchmark {
  private static let changes = 200

  static func run(only words: [String]) async throws(BenchmarkError) -> [Figure] {
    let chosen = scenarios.filter { scenario in
      words.isEmpty || words.contains { scenario.name.contains($0) }
    }
    print("ms, MB; cpu: ms for each change, then for the whole burst of \(changes); idle: in 3 s")
    print(row("change to file", titles).line)
    for scenario in chosen {
      // One line after the other, as all of them take minutes.
      print(try await measure(scenario).line)
      fflush(nil)
    }
    return []
  }

  private struct Scenario {
    let name: String
    var templates = [BalancerTemplate.text]
    var aim = ""
    let start: () async throws(BenchmarkError) -> any BenchmarkRegistry
  }

  private static var scenarios: [Scenario] {
    [10, 100, 1000].map { services in
      Scenario(name: "fake consul, \(services) services") {
        () throws(BenchmarkError) in FakeConsul(services: services, instances: 10)
      }
    }
      + [10, 100, 1000].map { services in consul("\(services) services", .init(services: services))
      }
      + [
        consul("1000 services on 1 node", .init(services: 1000, nodes: 1)),
        consul("1000 services on 1000 nodes", .init(services: 1000, nodes: 1000)),
        consul("1000 services over TLS", .init(services: 1000, usesTLS: true)),
        consul("1000 services, 1100 conn", .init(services: 1000, connections: 1100)),
        Scenario(
          name: "consul, 100 templates, one key",
          templates: (0..<100).map { "{{ key \"app/\($0)\" }}\n" }, aim: "5 ms, 2 ms"
        ) { () async throws(BenchmarkError) in
          try await ConsulProcess.started(.init(services: 0, keys: 100))
        },
        Scenario(
          name: "etcd, 500 upstreams of 10", templates: [BalancerTemplate.upstreams],
          aim: "5 ms, 4 ms"
        ) { () async throws(BenchmarkError) in try await EtcdProcess.filled() },
      ]
  }

  private static func consul(_ name: String, _ shape: ConsulProcess.Shape) -> Scenario {
    Scenario(
      name: "consul, \(name)", aim: shape.services == 1000 ? "5 ms, 4 ms, 30 MB, 100, 400 ms" : ""
    ) {
      () async throws(BenchmarkError) in try await ConsulProcess.started(shape)
    }
  }

  private static func measure(_ scenario: Scenario) async throws(BenchmarkError) -> Figure {
    let registry = try await scenario.start()
    defer { registry.stop() }
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let once = try oneShot(scenario, registry)
    let file = try configuration(scenario, registry, folder)
    var agent = try AgentRun(file, folder.path, files: scenario.templates.count, registry)
    // What follows the first file, such as the first waits, is not a change's.
    _ = agent.rest(seconds: 2)
    let following = try await agent.follow(changes: changes)
    let burst = try await agent.burst(changes: changes)
    let idle = agent.rest(seconds: 3)
    let (first, connections) = (agent.firstComplete, agent.connections)
    try agent.stop()
    let columns = [
      following.latencies[changes / 2], following.latencies[changes * 99 / 100],
      following.processor, Double(following.resident) / 1e6, Double(following.own) / 1e6,
    ].map(Figure.rounded)
    return row(
      scenario.name,
      columns + [
        "\(connections)", whole(first), whole(once), whole(burst.last), "\(burst.files)",
        whole(burst.processor), whole(idle),
      ], aim: scenario.aim)
  }

  /// Milliseconds that `trimtab render` takes.
  private static func oneShot(
    _ scenario: Scenario, _ registry: any BenchmarkRegistry
  ) throws(BenchmarkError) -> Double {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let file = try configuration(scenario, registry, folder)
    return try Measuring.seconds { () throws(BenchmarkError) in
      try ChildProgram.start(["render", "-c", file]).wait()
    } * 1e3
  }

  private static func configuration(
    _ scenario: Scenario, _ registry: any BenchmarkRegistry, _ folder: ScratchFolder
  ) throws(BenchmarkError) -> String {
    var text = registry.settings
    for (number, template) in scenario.templates.enumerated() {
      let source = try folder.write(template, to: "\(number).tmpl")
      text += """

        [[template]]
        source = "\(source)"
        destination = "\(folder.path)/out-\(number).cfg"

        """
    }
    return try folder.write(text, to: "trimtab.toml")
  }
}

// MARK: - the table

extension LatencyBenchmark {
  private static let titles = [
    "p50", "p99", "cpu", "rss", "own", "conn", "first", "once", "burst", "files", "cpu", "idle",
  ]

  private static func whole(_ number: Double) -> String { String(Int(number.rounded())) }

  private static func row(_ name: String, _ columns: [String], aim: String = "") -> Figure {
    let padded = columns.map { String(repeating: " ", count: max(1, 7 - $0.count)) + $0 }
    return Figure(name, padded.joined(), aim: aim)
  }
}
