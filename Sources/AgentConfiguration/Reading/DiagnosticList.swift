import Diagnostics

/// Collects what is wrong, so that a person sees everything at once.
struct DiagnosticList {
  /// A finding and the notes that belong to it.
  private var groups: [[Diagnostic]] = []

  /// The number of findings.
  var count: Int { groups.count }

  /// Whether an error was found.
  var hasErrors: Bool {
    groups.contains { group in group.contains { $0.severity == .error } }
  }

  /// Adds a finding with its notes.
  mutating func add(_ diagnostic: Diagnostic, notes: [Diagnostic] = []) {
    groups.append([diagnostic] + notes)
  }

  /// An error about a value.
  mutating func error(_ code: String, _ message: String, at node: SettingNode, hint: String? = nil)
  {
    add(Diagnostic(code: code, message, source: node.source, span: node.span, hint: hint))
  }

  /// An error about a key.
  mutating func error(
    _ code: String, _ message: String, atKey entry: SettingEntry, hint: String? = nil
  ) {
    add(
      Diagnostic(code: code, message, source: entry.keySource, span: entry.keySpan, hint: hint))
  }

  /// A warning about a value.
  mutating func warning(
    _ code: String, _ message: String, at node: SettingNode, hint: String? = nil
  ) {
    add(
      Diagnostic(.warning, code: code, message, source: node.source, span: node.span, hint: hint))
  }

  /// Everything found: files in their order, then the environment and flags; by place within one.
  func sorted(by sources: [Source]) -> [Diagnostic] {
    var ranks: [ObjectIdentifier: Int] = [:]
    for (rank, source) in sources.enumerated() { ranks[ObjectIdentifier(source)] = rank }
    func order(_ group: [Diagnostic]) -> (Int, Int) {
      guard let source = group[0].source else { return (sources.count, 0) }
      if let rank = ranks[ObjectIdentifier(source)] { return (rank, group[0].span?.start ?? 0) }
      return (sources.count + (source.name.hasPrefix("-") ? 1 : 0), 0)
    }
    let ordered = groups.enumerated().sorted { left, right in
      let (a, b) = (order(left.element), order(right.element))
      return a == b ? left.offset < right.offset : a < b
    }
    return ordered.flatMap(\.element)
  }
}
