import Diagnostics

/// The settings of a `[template.haproxy]` table.
enum HAProxySettingTable {
  static let all: [Setting<HAProxyApplySettings>] = [
    Setting(
      .init("binary", "name|path", default: "haproxy", "the program, for the default `check`")
    ) { target, node, list in
      if let text = node.filledText("binary", &list) { target.binary = text }
    },
    .path(
      .init(
        "configuration", "path", default: "the destination", "the file HAProxy was started with"),
      \.configuration),
    Setting(
      .init(
        "runtime_sockets", "array of paths or address:port",
        default: "`stats socket ... level admin` of the configuration",
        "where the runtime API is")
    ) { target, node, list in
      guard case .array(let nodes) = node.kind else {
        return node.expected("an array of strings", for: "runtime_sockets", &list)
      }
      target.runtimeSockets = nodes.compactMap { $0.socket("runtime_sockets", &list) }
    },
    Setting(
      .init(
        "master_socket", "path|address:port", default: "`-S` of the running HAProxy",
        "where the master process is")
    ) { target, node, list in
      if let text = node.socket("master_socket", &list) { target.masterSocket = text }
    },
    .path(
      .init(
        "pid_file", "path", default: "the process is searched",
        "has the master's process id, for a reload by signal"),
      \.pidFile),
    .bool(
      .init(
        "runtime", "boolean", default: "true",
        "whether servers are changed without a reload where possible"),
      \.usesRuntime),
    .duration(
      .init("drain", "duration", default: "10s", "how long a removed server may finish requests"),
      \.drainTime),
    .duration(
      .init(
        "drift_interval", "duration", default: "10s",
        "how often what others changed at run time is looked for and set back; `0s` is never"),
      \.driftInterval),
    .duration(
      .init("runtime_timeout", "duration", default: "5s", "when the runtime API counts as dead"),
      \.runtimeTimeout, atLeast: .milliseconds(1)),
    Setting(
      .init(
        "max_old_workers", "number", default: "10",
        "with so many workers that still finish requests a reload waits")
    ) { target, node, list in
      if let number = node.integer("max_old_workers", in: 1...10_000, &list) {
        target.oldWorkerLimit = number
      }
    },
  ]

  /// The settings of a table.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> HAProxyApplySettings? {
    guard case .table(let table) = node.kind else {
      node.expected("a table", for: "haproxy", &list)
      return nil
    }
    var settings = HAProxyApplySettings()
    TableReader("`haproxy`", all).read(table, into: &settings, &list)
    return settings
  }
}
