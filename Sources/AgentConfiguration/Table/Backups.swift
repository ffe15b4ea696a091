/// How many earlier versions are kept.
enum Backups {
  /// The most that make sense.
  static let most: Int64 = 100

  /// The count, or nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> Int? {
    if case .bool(let flag) = node.kind { return flag ? 1 : 0 }
    if node.isBareText, case .string(let text) = node.kind, Int64(text) == nil {
      return node.bool("backup", &list).map { $0 ? 1 : 0 }
    }
    if case .integer = node.kind {
      return node.integer("backup", in: 0...most, &list).map(Int.init)
    }
    if node.isBareText { return node.integer("backup", in: 0...most, &list).map(Int.init) }
    node.expected("a boolean or an integer", for: "backup", &list)
    return nil
  }
}
