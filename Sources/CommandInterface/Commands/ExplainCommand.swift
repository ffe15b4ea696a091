import AgentCore
import Diagnostics
import RegistryCore
import Rendering
import Values

/// `trimtab explain`: what each template asks and what came back.
enum ExplainCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let timeout = try Collecting.Timeout(invocation, in: world)
    let preparation: Preparation
    switch try Preparation.make(invocation, in: world, needsDestinations: false) {
    case .failure(let ending): return ending.status
    case .success(let made): preparation = made
    }
    let assembly = preparation.assembly
    let found = assembly.resources.flatMap {
      ConfigurationCheck.diagnostics(for: $0, in: assembly.configuration)
    }
    preparation.messages.show(found)
    if found.contains(where: { $0.severity == .error }) { return .invalid }
    let text = timeout.text
    return Collecting.collect(preparation, within: timeout) { collection in
      for item in collection.resources {
        for line in lines(about: item, in: collection) { world.standardOutput.line(line) }
      }
      let trouble = Trouble(collection, timeout: text)
      preparation.messages.show(trouble.diagnostics)
      return trouble.status
    }
  }

  private static func lines(
    about item: Collector.Collected, in collection: Collector.Collection
  ) -> [String] {
    var lines = ["\(item.resource.name): \(state(item.outcome))"]
    for query in item.inputs.queries {
      lines.append("  query \(query.text): \(answer(query, collection))")
    }
    lines += item.inputs.files.map { "  file \($0)" }
    lines += item.inputs.environmentNames.map { "  variable \($0)" }
    lines += item.inputs.volatileFunctions.map { "  function \($0), new in each pass" }
    if lines.count == 1 { lines.append("  asks nothing") }
    return lines
  }

  private static func state(_ outcome: Collector.Outcome) -> String {
    switch outcome {
    case .complete(let bytes): "complete, \(bytes.count) bytes"
    case .incomplete(let missing): "incomplete, \(missing.count) missing"
    case .failed: "failed"
    }
  }

  private static func answer(_ query: Query, _ collection: Collector.Collection) -> String {
    if let reading = collection.snapshot[query] {
      let stale = reading.isStale ? ", stale" : ""
      let size = query.isSecret ? "a secret" : size(reading.value)
      let position = reading.index == Reading.polled ? ", polled" : " at index \(reading.index)"
      return "\(size)\(position)\(stale)"
    }
    if let failure = collection.failures[query] { return "failed: \(failure.error.message)" }
    return "not answered"
  }

  /// How much an answer holds, without its contents, which may be secret.
  private static func size(_ value: Value) -> String {
    switch value {
    case .absent, .null: "absent"
    case .list(let list): list.elements.count == 1 ? "1 entry" : "\(list.elements.count) entries"
    case .map(let map): map.count == 1 ? "1 entry" : "\(map.count) entries"
    case .bytes(let bytes): "\(bytes.count) bytes"
    default: "one value"
    }
  }
}
