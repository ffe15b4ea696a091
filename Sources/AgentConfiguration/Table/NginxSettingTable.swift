import Diagnostics

/// The settings of a `[template.nginx]` table.
enum NginxSettingTable {
  static let all: [Setting<NginxApplySettings>] = [
    Setting(
      .init("binary", "name|path", default: "nginx", "the program, for the default `check`")
    ) { target, node, list in
      if let text = node.filledText("binary", &list) { target.binary = text }
    },
    .path(
      .init(
        "configuration", "path",
        default: "the destination if it is one, else that of the running nginx or of its build",
        "the main file, which includes the destination"),
      \.configuration),
    .path(
      .init(
        "pid_file", "path", default: "the process is searched",
        "has the master's process id"),
      \.pidFile),
    .path(
      .init(
        "error_log", "path", default: "`error_log` of the main file",
        "where the master writes why it refused a reload"),
      \.errorLog),
    Setting(
      .init(
        "max_old_workers", "number", default: "64",
        "with so many workers that still finish requests a reload waits")
    ) { target, node, list in
      if let number = node.integer("max_old_workers", in: 1...10_000, &list) {
        target.oldWorkerLimit = number
      }
    },
  ]

  /// The settings of a table.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> NginxApplySettings? {
    guard case .table(let table) = node.kind else {
      node.expected("a table", for: "nginx", &list)
      return nil
    }
    var settings = NginxApplySettings()
    TableReader("`nginx`", all).read(table, into: &settings, &list)
    return settings
  }
}
