import CSystem
import Glibc

/// `trimtab run` as a child process over a registry, and what it costs.
struct AgentRun {
  private let child: ChildProgram
  private let files: Int
  private let registry: any BenchmarkRegistry
  private var watch: DestinationWatch
  private let start = cs_monotonic_nanoseconds()
  private var peak = 0

  /// Milliseconds from the start to the last first file.
  private(set) var firstComplete = 0.0
  /// The most sockets seen.
  var connections: Int { peak }

  /// Starts it on a configuration file that writes so many files into `folder`, and waits for them.
  init(
    _ configuration: String, _ folder: String, files: Int, _ registry: any BenchmarkRegistry
  ) throws(BenchmarkError) {
    self.files = files
    self.registry = registry
    watch = DestinationWatch(folder)
    child = try ChildProgram.start(["run", "-c", configuration])
    var written: Set<String> = []
    while written.count < files {
      written.formUnion(watch.next(within: 2))
      notePeak()
      guard cs_monotonic_nanoseconds() - start < 60_000_000_000 else {
        child.kill()
        throw BenchmarkError("the agent wrote \(written.count) of \(files) files")
      }
    }
    firstComplete = Double(cs_monotonic_nanoseconds() - start) / 1e6
  }

  /// What following changes takes.
  struct Following {
    var latencies: [Double] = []
    /// Milliseconds of processor for each change.
    var processor = 0.0
    /// Bytes.
    var resident = 0
    var own = 0
  }

  /// Makes changes one after the other, and waits for the file of each.
  mutating func follow(changes: Int) async throws(BenchmarkError) -> Following {
    var result = Following()
    let before = processor
    for number in 0..<changes {
      let begin = cs_monotonic_nanoseconds()
      let registry = registry
      let change = Task { () async -> Result<Void, BenchmarkError> in
        do throws(BenchmarkError) { return .success(try await registry.change(number)) } catch {
          return .failure(error)
        }
      }
      let isWritten = !watch.next(within: 30_000).isEmpty
      result.latencies.append(Double(cs_monotonic_nanoseconds() - begin) / 1e6)
      try await change.value.get()
      guard isWritten else { throw BenchmarkError("change \(number) did not reach the file") }
      notePeak()
      usleep(2000)
    }
    result.latencies.sort()
    result.processor = Double(processor - before) / Double(changes) / 1e6
    result.resident = Measuring.bytes(of: "VmRSS", process: child.pid) ?? 0
    result.own = Measuring.bytes(of: "RssAnon", process: child.pid) ?? 0
    return result
  }

  /// What changes without a pause between them take.
  struct Burst {
    /// Milliseconds from the first change to the last file.
    var last = 0.0
    var files = 0
    /// Milliseconds of processor, all together.
    var processor = 0.0
  }

  /// Makes changes as fast as the registry takes them, and waits until no file comes any more.
  mutating func burst(changes: Int) async throws(BenchmarkError) -> Burst {
    var result = Burst()
    let before = processor
    let begin = cs_monotonic_nanoseconds()
    // The numbers of `follow` are other ones, so that each is a change.
    for number in 0..<changes { try await registry.change(5000 + number) }
    while true {
      let names = watch.next(within: 1000)
      guard !names.isEmpty else { break }
      result.files += names.count
      // What came while changes were made has lain there since; only the last one counts.
      result.last = Double(cs_monotonic_nanoseconds() - begin) / 1e6
      notePeak()
    }
    result.processor = Double(processor - before) / 1e6
    return result
  }

  /// Milliseconds of processor within a time without changes.
  func rest(seconds: UInt32) -> Double {
    let before = processor
    sleep(seconds)
    return Double(processor - before) / 1e6
  }

  /// Ends it.
  func stop() throws(BenchmarkError) {
    watch.close()
    try child.stop()
  }

  private var processor: Int { Measuring.processorNanoseconds(of: child.pid) ?? 0 }

  private mutating func notePeak() { peak = max(peak, Measuring.sockets(of: child.pid)) }
}
