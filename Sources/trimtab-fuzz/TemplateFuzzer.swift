import Diagnostics
import TemplateLanguage
import Values

/// Parses any bytes as a template and runs it with small limits: it may be refused, nothing else.
enum TemplateFuzzer {
  private static let limits = EvaluationLimits(
    steps: 20_000, templateDepth: 300, nestedExecutions: 20, outputBytes: 1 << 20,
    parseNesting: 2000)

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "fuzz", text: Array(bytes))
    for missingKey in [MissingKey.default, .error] {
      var set = TemplateSet(options: TemplateOptions(missingKey: missingKey, limits: limits))
      guard (try? set.add(source, name: "main")) != nil else { return }
      let output = OutputBuffer(limit: limits.outputBytes)
      try? set.execute("main", data: data, context: EvaluationContext(), output: output)
      _ = set.undefinedTemplates
    }
  }

  /// A little of everything that templates can meet.
  private static let data: Value = {
    let shape = RecordShape(
      "fuzz.Record", [.init("Name", .string), .init("Port", .int), .init("Any", .any)])
    let record = RecordValue(shape, [.string("web"), .int(80), .null])
    return .map([
      ("a", .int(1)), ("b", .strings(["x", "y"])), ("c", .map([("d", .null)])),
      ("e", .recordPointer(record)), ("f", .list([.record(record), .float(1.5), .bool(true)])),
      ("g", .pointer(PointerValue(to: nil, type: .record(shape)))),
      ("h", .object(IntegerSequence(0..<3))),
    ])
  }()
}
