import Diagnostics
import Rendering

/// `trimtab docs functions [NAME]`: what templates can call.
enum DocsCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    guard let subject = invocation.operands.first else {
      throw UsageError("expected a subject", hint: "see `trimtab docs functions`")
    }
    guard subject == "functions" else {
      throw UsageError(
        "no documentation about `\(subject)`",
        hint: Suggestion.hint(for: subject, among: ["functions"])
          ?? "see `trimtab docs functions`")
    }
    guard invocation.operands.count > 1 else {
      world.standardOutput.write(list)
      return .success
    }
    let name = invocation.operands[1]
    let entries = FunctionManual.entries(of: name)
    guard !entries.isEmpty else {
      let names = Set(FunctionManual.entries.map(\.name)).sorted()
      throw UsageError(
        "no function is named `\(name)`",
        hint: Suggestion.hint(for: name, among: names) ?? "see `trimtab docs functions`")
    }
    world.standardOutput.write(entries.map(text).joined(separator: "\n"))
    return .success
  }

  /// All functions, one line each, by the tool they come from.
  private static var list: String {
    FunctionDocumentation.Origin.allCases.compactMap { origin in
      let entries = FunctionManual.entries.filter { $0.origin == origin }
      if entries.isEmpty { return nil }
      let width = 36
      let lines = entries.map { entry in
        let padding = String(repeating: " ", count: max(0, width - entry.signature.count))
        return "  \(entry.signature)\(padding)  \(entry.sentence)\n"
      }
      return "From \(origin.rawValue)\(dialects(of: entries)):\n" + lines.joined()
    }.joined(separator: "\n")
  }

  private static func dialects(of entries: [FunctionDocumentation]) -> String {
    let dialects = entries[0].dialects
    return dialects == [.confd] ? ", with `functions = \"confd\"`" : ""
  }

  /// One function.
  private static func text(of entry: FunctionDocumentation) -> String {
    let dialects = entry.dialects.map(\.rawValue).sorted().joined(separator: ", ")
    var text = "\(entry.signature)\n  \(entry.sentence)\n"
    text += "  from: \(entry.origin.rawValue); function sets: \(dialects)\n"
    if entry.constancy == .volatile {
      text += "  The result changes by itself: every new one makes a new file.\n"
    }
    if !entry.example.isEmpty {
      text += "  example:\n\(indented(entry.example))  prints:\n\(indented(entry.output))"
    }
    return text
  }

  private static func indented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }
}
