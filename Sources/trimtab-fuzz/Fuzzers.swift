import Glibc
import SystemSupport

/// The fuzz targets, and what the program does with them.
enum Fuzzers {
  /// Every target. A new one is one line here and a folder of seeds in `Tests/Corpus`.
  static let targets: [FuzzTarget] = [
    FuzzTarget(name: "configuration", check: ConfigurationFuzzer.check),
    FuzzTarget(name: "consul-answer", check: ConsulAnswerFuzzer.check),
    FuzzTarget(name: "dns-answer", check: ServiceAnswerFuzzer.check),
    FuzzTarget(name: "etcd-answer", check: EtcdAnswerFuzzer.check),
    FuzzTarget(name: "etcd2-answer", check: EtcdV2AnswerFuzzer.check),
    FuzzTarget(name: "evaluation", check: EvaluationFuzzer.check),
    FuzzTarget(name: "haproxy-plan", check: HAProxyPlanFuzzer.check),
    FuzzTarget(name: "hcl", check: HCLFuzzer.check),
    FuzzTarget(name: "hpack", check: HPACKFuzzer.check),
    FuzzTarget(name: "http-answer", check: HTTPAnswerFuzzer.check),
    FuzzTarget(name: "http2", check: HTTP2SessionFuzzer.check),
    FuzzTarget(name: "json", check: JSONFuzzer.check),
    FuzzTarget(name: "layout", check: LayoutFuzzer.check),
    FuzzTarget(name: "openpgp", check: OpenPGPFuzzer.check),
    FuzzTarget(name: "printf", check: PrintfFuzzer.check),
    FuzzTarget(name: "probe-request", check: ProbeRequestFuzzer.check),
    FuzzTarget(name: "query", check: QueryFuzzer.check),
    FuzzTarget(name: "redis-answer", check: RedisAnswerFuzzer.check),
    FuzzTarget(name: "regex", check: RegexExpansionFuzzer.check),
    FuzzTarget(name: "snapshot", check: RecordingFuzzer.check),
    FuzzTarget(name: "template", check: TemplateFuzzer.check),
    FuzzTarget(name: "toml", check: TOMLFuzzer.check),
    FuzzTarget(name: "yaml", check: YAMLFuzzer.check),
  ]

  /// Does what the arguments after the program's name ask for; a search must be done by the
  /// caller. Does not return otherwise.
  static func run(_ arguments: [String]) -> (FuzzTarget, FuzzCommand.Search) {
    guard let command = FuzzCommand(arguments) else { stop(FuzzCommand.usage, status: 2) }
    switch command {
    case .list:
      for target in targets { print(target.name) }
      exit(0)
    case .replay(let name, let files):
      replay(files, on: target(name))
      exit(0)
    case .search(let name, let search):
      return (target(name), search)
    }
  }

  private static func target(_ name: String) -> FuzzTarget {
    if let target = targets.first(where: { $0.name == name }) { return target }
    stop("no target is named `\(name)`; see `trimtab-fuzz list`", status: 2)
  }

  private static func replay(_ files: [String], on target: FuzzTarget) {
    for file in files {
      do throws(SystemError) {
        let bytes = try FileSystem.real.read(file)
        bytes.withUnsafeBufferPointer(target.check)
      } catch {
        stop("\(error)", status: 2)
      }
    }
    print("\(target.name): \(files.count) inputs, no crash")
  }

  /// Says why and ends the program.
  static func stop(_ message: String, status: Int32) -> Never {
    _ = "\(message)\n".withCString { write(2, $0, strlen($0)) }
    exit(status)
  }
}
