import Diagnostics

extension SettingNode {
  /// Where somebody listens: a path, or an IP address and a port, also with `unix@`, `ipv4@` or
  /// `ipv6@` before it, as HAProxy's configuration has it.
  func socket(_ key: String, _ list: inout DiagnosticList) -> String? {
    guard let text = filledText(key, &list) else { return nil }
    for family in ["ipv4@", "ipv6@", ""] where text.hasPrefix(family) {
      if SettingNode.isAddress(text.dropFirst(family.count)) { return text }
    }
    if text.hasPrefix("unix@/") { return text }
    if text.contains("/") || !text.contains(where: { $0 == ":" || $0 == "@" }) {
      return path(key, &list)
    }
    list.error(
      "invalid-value",
      "expected a path, or an IP address and a port, for `\(key)`, found `\(text)`", at: self,
      hint: "write such as `/run/haproxy/\(key == "master_socket" ? "master" : "admin").sock` or "
        + "`127.0.0.1:9999`")
    return nil
  }

  /// Whether a text is an IP address, IPv6 in brackets, and a port.
  static func isAddress(_ text: Substring) -> Bool {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      port > 0
    else { return false }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.count > 3 && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" }
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
