/// Permission bits: `"0644"`, or TOML's own octal `0o644`.
enum FileMode {
  /// The bits, or nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> UInt32? {
    switch node.kind {
    case .string(let text):
      var digits = text[...]
      if digits.hasPrefix("0o") { digits = digits.dropFirst(2) }
      if let mode = UInt32(digits, radix: 8), mode <= 0o7777, digits.first != "+" { return mode }
      list.error(
        "invalid-value", "expected octal permission bits such as `\"0644\"`, found `\(text)`",
        at: node)
      return nil
    case .integer(let number) where node.written.hasPrefix("0o") && (0...0o7777).contains(number):
      return UInt32(number)
    case .integer(let number):
      node.expected(
        "octal permission bits as a string", for: "mode", &list,
        hint: "write `\"\(String(number).count < 4 ? "0" : "")\(number)\"`")
      return nil
    default:
      node.expected("octal permission bits such as `\"0644\"`", for: "mode", &list)
      return nil
    }
  }
}
