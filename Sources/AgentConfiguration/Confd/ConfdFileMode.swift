import Diagnostics

/// confd's way to write permission bits: a number as Go reads it, so that `0644` and `0o644` are
/// octal and `644` is not.
enum ConfdFileMode {
  /// The bits, or nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> UInt32? {
    guard case .string(let text) = node.kind else {
      node.expected(
        "permission bits as a string", for: "mode", &list, hint: "write `\"0644\"`")
      return nil
    }
    if text.isEmpty { return nil }
    guard let mode = number(text.lowercased()), mode <= 0o7777 else {
      list.error(
        "invalid-value", "expected permission bits such as `\"0644\"`, found `\(text)`", at: node)
      return nil
    }
    if text.first != "0", let meant = UInt32(text, radix: 8), meant <= 0o777 {
      list.add(
        Diagnostic(
          .warning, code: "decimal-mode",
          "confd reads `\(text)` as a decimal number: the mode is 0\(String(mode, radix: 8))",
          source: node.source, span: node.span, hint: "write `\"0\(text)\"` for octal bits"))
    }
    return mode
  }

  private static func number(_ text: String) -> UInt32? {
    guard text.first?.isNumber == true else { return nil }
    for (mark, radix) in [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)]
    where text.hasPrefix(mark) && text.count > mark.count {
      return UInt32(text.dropFirst(mark.count), radix: radix)
    }
    return UInt32(text)
  }
}
