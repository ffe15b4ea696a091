/// What stands in braces in a `check_cmd`, which the original reads as a template.
enum ConfdCheckText {
  /// The command; says what in it will not be replaced.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> String? {
    guard let text = node.text("check_cmd", &list) else { return nil }
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        warn("`{{` is not closed", node, &list)
        break
      }
      let inner = rest[open.upperBound..<close.lowerBound].filter { $0 != " " }
      if inner != ".src", inner != ".dest" {
        warn("`\(rest[open.lowerBound..<close.upperBound])` means nothing", node, &list)
      }
      rest = rest[close.upperBound...]
    }
    return text
  }

  private static func warn(
    _ problem: String, _ node: SettingNode, _ list: inout DiagnosticList
  ) {
    list.warning(
      "placeholder", "\(problem) in `check_cmd`", at: node,
      hint: "the new file is `{{.src}}`, the one that it replaces `{{.dest}}`")
  }
}
