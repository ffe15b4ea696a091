import Diagnostics

/// The settings of `[template.guard]` and `[template.guard.query."..."]`.
enum GuardSettingTable {
  static let limits: [Setting<GuardLimits>] = [
    Setting(
      .init(
        "min_servers", "number", default: "1",
        "fewer servers are held back, unless there were not more before", hasVariable: false)
    ) { target, node, list in
      if let number = node.integer("min_servers", in: 0...1_000_000, &list) {
        target.minimum = number
      }
    },
    Setting(
      .init(
        "max_drop", "percent", default: "100",
        "a larger loss of servers within `window` is held back", hasVariable: false)
    ) { target, node, list in
      if let number = node.integer("max_drop", in: 0...100, &list) { target.maximumDrop = number }
    },
    .duration(
      .init(
        "window", "duration", default: "1m", "the time within which losses are summed up",
        hasVariable: false),
      \.window, atLeast: .seconds(1)),
    .duration(
      .init(
        "hold", "duration", default: "10m", "how long an implausible answer is held back",
        hasVariable: false),
      \.hold),
    .bool(
      .init(
        "confirm", "boolean", default: "true",
        "whether the registry has to repeat the answer before it is believed after `hold`",
        hasVariable: false),
      \.confirms),
  ]

  static let query = SettingDescription(
    "query", "tables by query",
    "the same settings for one query, such as `[template.guard.query.\"service web\"]`",
    hasVariable: false)

  /// The settings of a table. What a query does not say is as in the guard itself.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> GuardSettings? {
    guard case .table(let table) = node.kind else {
      node.expected("a table", for: "guard", &list)
      return nil
    }
    var settings = GuardSettings()
    TableReader("`guard`", limits).read(table, into: &settings.limits, ignoring: ["query"], &list)
    guard let queries = table["query"]?.value else { return settings }
    guard case .table(let entries) = queries.kind else {
      queries.expected("a table", for: "query", &list)
      return nil
    }
    for entry in entries.entries {
      guard case .table(let table) = entry.value.kind else {
        entry.value.expected("a table", for: entry.key, &list)
        continue
      }
      var limits = settings.limits
      TableReader("`guard.query`", self.limits).read(table, into: &limits, &list)
      settings.queries[entry.key] = limits
    }
    return settings
  }
}
