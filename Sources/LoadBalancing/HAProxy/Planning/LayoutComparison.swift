/// Finds what differs between two configurations besides servers: whatever does needs a reload.
struct LayoutComparison {
  /// What differs, in words; at most `limit`.
  private(set) var reasons: [String] = []
  private static let limit = 5

  init(old: BalancerLayout, new: BalancerLayout) {
    for (before, after) in zip(old.parts, new.parts) {
      guard before.head.words == after.head.words else {
        let name = LayoutComparison.name(of: after.head)
        add("section `\(name)` (line \(after.head.number)) is new, gone or moved")
        return
      }
      compare(before, after)
    }
    for part in new.parts.dropFirst(old.parts.count) {
      add("section `\(LayoutComparison.name(of: part.head))` (line \(part.head.number)) is new")
    }
    for part in old.parts.dropFirst(new.parts.count) {
      add("section `\(LayoutComparison.name(of: part.head))` is gone")
    }
  }

  private mutating func compare(_ old: BalancerLayout.Part, _ new: BalancerLayout.Part) {
    let section = LayoutComparison.name(of: new.head)
    // Trimming equal ends leaves what was changed, without comparing each line with each.
    var before = old.lines[...]
    var after = new.lines[...]
    while let left = before.first, let right = after.first, left.words == right.words {
      before = before.dropFirst()
      after = after.dropFirst()
    }
    while let left = before.last, let right = after.last, left.words == right.words {
      before = before.dropLast()
      after = after.dropLast()
    }
    if let line = after.first {
      let verb = before.isEmpty ? "is new" : "differs"
      add("section `\(section)`: `\(line.words[0])` (line \(line.number)) \(verb)")
    } else if let line = before.first {
      add("section `\(section)`: `\(line.words[0])` (line \(line.number) before) is gone")
    }
    if case .backend(_, let left) = old, case .backend(_, let right) = new,
      left.serverTemplates != right.serverTemplates
    {
      add("section `\(section)`: `server-template` differs")
    }
  }

  private mutating func add(_ reason: String) {
    if reasons.count < LayoutComparison.limit { reasons.append(reason) }
  }

  /// Kind and name. Nothing else of a line is shown, as it may be a secret.
  private static func name(of head: HAProxyConfiguration.Line) -> String {
    head.words.prefix(2).map(\.description).joined(separator: " ")
  }
}
