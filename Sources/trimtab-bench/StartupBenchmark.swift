/// How long the program takes from its start to its end, as a child process.
enum StartupBenchmark {
  private static let rounds = 20

  static func run() throws(BenchmarkError) -> [Figure] {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let registry = try folder.write(
      """
      [[service]]
      name = "web"
      id = "web-1"
      address = "10.0.0.1"
      port = 80

      """, to: "services.toml")
    let template = try folder.write(
      "{{range service \"web\"}}server {{.ID}} {{.Address}}:{{.Port}}\n{{end}}", to: "a.tmpl")
    return [
      try measure("start: trimtab version", ["version"]),
      try measure(
        "start: trimtab render of a small file",
        ["render", "--stdout", "--file", registry, "--template", template]),
    ]
  }

  private static func measure(
    _ what: String, _ arguments: [String]
  ) throws(BenchmarkError) -> Figure {
    var times: [Double] = []
    for _ in 0..<rounds {
      times.append(
        try Measuring.seconds { () throws(BenchmarkError) in
          try ChildProgram.start(arguments).wait()
        })
    }
    times.sort()
    let (best, median) = (times[0] * 1e3, times[rounds / 2] * 1e3)
    return Figure(
      what, "best \(Figure.rounded(best)) ms, median \(Figure.rounded(median)) ms",
      aim: "below 10 ms")
  }
}
