/// How long changes settle: `1s`, `1s:10s` or `{ min, max }`.
enum QuiescenceText {
  /// The longest wait as a multiple of the shortest, unless it is written.
  static let factor = 4

  /// The bounds; nil for none, also after adding an error.
  static func read(
    _ node: SettingNode, _ list: inout DiagnosticList
  ) -> ResourceSettings.Quiescence? {
    var bounds: (minimum: Duration?, maximum: Duration?) = (nil, nil)
    switch node.kind {
    case .string(let text):
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      bounds.minimum = node.duration(of: String(parts[0]), "wait", &list)
      if parts.count == 2 {
        bounds.maximum = node.duration(of: String(parts[1]), "wait", &list)
        if bounds.maximum == nil { return nil }
      }
    case .table(let table):
      let errors = list.count
      TableReader("`wait`", settings).read(table, into: &bounds, &list)
      if bounds.minimum == nil, list.count == errors {
        list.error("missing-key", "`wait` needs a `min`", at: node)
      }
    default: bounds.minimum = node.duration("wait", &list)
    }
    guard let minimum = bounds.minimum else { return nil }
    let maximum = bounds.maximum ?? minimum * factor
    guard maximum >= minimum else {
      list.error("invalid-value", "`wait`: max is less than min", at: node)
      return nil
    }
    return maximum == .zero ? nil : .init(minimum: minimum, maximum: maximum)
  }

  private static let settings: [Setting<(minimum: Duration?, maximum: Duration?)>] = [
    Setting(.init("min", "duration", "how long nothing must change")) { bounds, node, list in
      bounds.minimum = node.duration("min", &list)
    },
    Setting(.init("max", "duration", default: "4 times min", "the longest delay")) {
      bounds, node, list in
      bounds.maximum = node.duration("max", &list)
    },
  ]
}
