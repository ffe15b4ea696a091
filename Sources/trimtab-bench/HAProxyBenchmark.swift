import Glibc
import LoadBalancing
import SystemSupport

/// How long it takes until a real HAProxy has other addresses for 1,000 servers, all changed at
/// once: at run time, read back, and by a reload, until the new worker answers.
enum HAProxyBenchmark {
  private static let servers = 1000
  private static let rounds = 5

  static func run() async throws(BenchmarkError) -> [Figure] {
    var figures: [Figure] = []
    for program in ServerPrograms.haproxies {
      let folder = try ScratchFolder()
      defer { folder.remove() }
      let configuration = try folder.write(text(0, in: folder), to: "haproxy.cfg")
      let process = try ChildProgram.start(
        server: program,
        ["-W", "-db", "-S", "\(folder.path)/master.sock", "-f", configuration])
      defer {
        kill(process.pid, SIGTERM)
        var status: Int32 = 0
        waitpid(process.pid, &status, 0)
      }
      let name = FilePath.name(of: program)
      for (how, usesRuntime) in [("at run time", true), ("by a reload", false)] {
        let seconds = try await best(usesRuntime, configuration, folder)
        figures.append(
          Figure(
            "\(name): 1,000 addresses \(how)", "\(Figure.rounded(seconds * 1000)) ms"))
      }
    }
    return figures
  }

  /// The quickest of some changes.
  private static func best(
    _ usesRuntime: Bool, _ configuration: String, _ folder: ScratchFolder
  ) async throws(BenchmarkError) -> Double {
    var settings = HAProxySettings(configuration: configuration)
    settings.usesRuntime = usesRuntime
    settings.oldWorkerLimit = 100
    let reloader = HAProxyReloader(settings)
    var best = Double.infinity
    var old = try await begin(reloader, configuration, folder)
    for round in 1...rounds {
      let new = text(round, in: folder)
      _ = try folder.write(new, to: "haproxy.cfg")
      let start = ContinuousClock.now
      let report = try await apply(new, over: old, reloader, configuration)
      let duration = ContinuousClock.now - start
      guard report.method == (usesRuntime ? .runtime : .reload) else {
        throw BenchmarkError("HAProxy was changed in another way: \(report.summary)")
      }
      best = min(best, Double(duration.nanoseconds) / 1e9)
      old = new
    }
    return best
  }

  /// Waits until HAProxy takes changes, and returns what it has.
  private static func begin(
    _ reloader: HAProxyReloader, _ configuration: String, _ folder: ScratchFolder
  ) async throws(BenchmarkError) -> String {
    let first = text(rounds + 1, in: folder)
    _ = try folder.write(first, to: "haproxy.cfg")
    var failure = BenchmarkError("HAProxy does not start")
    for _ in 0..<100 {
      do throws(BenchmarkError) {
        _ = try await apply(first, over: nil, reloader, configuration)
        return first
      } catch {
        failure = error
      }
      guard await EventLoop.shared.pause(for: .milliseconds(50)) else { break }
    }
    throw failure
  }

  private static func apply(
    _ new: String, over old: String?, _ reloader: HAProxyReloader, _ configuration: String
  ) async throws(BenchmarkError) -> ReloadReport {
    do throws(ReloadError) {
      return try await reloader.apply(
        AppliedChange(files: [
          AppliedChange.File(
            path: configuration, oldContents: old.map { Array($0.utf8) },
            newContents: Array(new.utf8))
        ]))
    } catch {
      throw BenchmarkError("\(error)")
    }
  }

  /// Ten backends; each round has other addresses.
  private static func text(_ round: Int, in folder: ScratchFolder) -> String {
    var text = """
      global
        stats socket \(folder.path)/stats.sock mode 600 level admin
      defaults
        mode http
        timeout connect 5s
        timeout client 30s
        timeout server 30s
      frontend front
        bind unix@\(folder.path)/front.sock
        default_backend web-0

      """
    for number in 0..<servers {
      if number.isMultiple(of: 100) { text += "backend web-\(number / 100)\n" }
      text += "  server s\(number) 127.\(round).\(number / 200).\(number % 200 + 1):8080\n"
    }
    return text
  }
}
