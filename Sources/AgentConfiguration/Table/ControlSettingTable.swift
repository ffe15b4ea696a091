import Diagnostics

/// The settings of `[control]`.
enum ControlSettingTable {
  static let all: [Setting<ControlSettings>] = [
    .path(
      .init(
        "socket", "path", default: "`control.sock` in `state_dir`, else in `/run/trimtab`",
        "the unix socket where `trimtab status` asks"),
      \.socket),
    Setting(
      .init(
        "metrics_address", "address:port",
        "an IP address and port where `/metrics`, `/healthz` and `/readyz` are served, too")
    ) { target, node, list in
      guard let text = node.filledText("metrics_address", &list) else { return }
      guard isAddress(text) else {
        list.error(
          "invalid-value",
          "expected an IP address and a port for `metrics_address`, found `\(text)`", at: node,
          hint: "write such as `127.0.0.1:9100` or `[::1]:9100`")
        return
      }
      target.metricsAddress = text
    },
  ]

  private static func isAddress(_ text: String) -> Bool {
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
