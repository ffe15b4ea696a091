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
      guard SettingNode.isAddress(text[...]) else {
        list.error(
          "invalid-value",
          "expected an IP address and a port for `metrics_address`, found `\(text)`", at: node,
          hint: "write such as `127.0.0.1:9100` or `[::1]:9100`")
        return
      }
      target.metricsAddress = text
    },
  ]
}
