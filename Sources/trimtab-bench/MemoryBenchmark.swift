import Glibc

/// Memory and processor time of `trimtab run` at rest, with many services watched.
enum MemoryBenchmark {
  private static let restSeconds: UInt32 = 10

  static func run() throws(BenchmarkError) -> [Figure] {
    var figures: [Figure] = []
    for services in [100, 1000] { figures += try run(services: services) }
    return figures
  }

  private static func run(services: Int) throws(BenchmarkError) -> [Figure] {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let consul = FakeConsul(services: services, instances: 10)
    defer { consul.stop() }
    let template = try folder.write(BalancerTemplate.text, to: "a.tmpl")
    let child = try ChildProgram.start(
      [
        "run", "--consul", consul.address, "--template", "\(template):\(folder.path)/out.cfg",
      ])
    let isWritten = (0..<1000).contains { _ in
      usleep(20_000)
      return access("\(folder.path)/out.cfg", R_OK) == 0
    }
    guard isWritten else {
      try child.stop()
      throw BenchmarkError("the agent wrote no file")
    }
    sleep(2)
    let before = Measuring.processorNanoseconds(of: child.pid) ?? 0
    let requests = consul.requestCount
    sleep(restSeconds)
    let used = Double((Measuring.processorNanoseconds(of: child.pid) ?? 0) - before) / 1e6
    let asked = consul.requestCount - requests
    let resident = Measuring.bytes(of: "VmRSS", process: child.pid) ?? 0
    let anonymous = Measuring.bytes(of: "RssAnon", process: child.pid) ?? 0
    try child.stop()
    let megabytes = { (bytes: Int) in Figure.rounded(Double(bytes) / 1e6) }
    return [
      Figure(
        "memory: trimtab run, \(services) services",
        "\(megabytes(resident)) MB resident, \(megabytes(anonymous)) MB its own",
        aim: services == 100 ? "below 20 MB" : ""),
      Figure(
        "at rest: \(services) services, \(restSeconds) s",
        "\(Figure.rounded(used)) ms of processor, \(asked) requests",
        aim: "zero"),
    ]
  }
}
