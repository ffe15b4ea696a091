import Diagnostics
import SystemSupport

/// A signal and the file that holds the process to send it to.
enum SignalSettings {
  private struct Draft {
    var name: String?
    var pidFile: String?
  }

  private static let settings: [Setting<Draft>] = [
    Setting(.init("name", "signal", "the signal, such as `SIGHUP`")) { draft, node, list in
      guard let text = node.filledText("name", &list) else { return }
      guard let signal = SignalName(text) else {
        let upper = text.uppercased()
        list.error(
          "invalid-value", "unknown signal `\(text)`", at: node,
          hint: Suggestion.hint(
            for: upper.hasPrefix("SIG") ? upper : "SIG\(upper)", among: SignalName.all))
        return
      }
      draft.name = signal.description
    },
    .path(.init("pid_file", "path", "the file with the process's id"), \.pidFile),
  ]

  /// The signal to send; nil after adding an error.
  static func read(_ node: SettingNode, _ list: inout DiagnosticList) -> ApplySettings? {
    guard case .table(let table) = node.kind else {
      node.expected(
        "a table", for: "signal", &list,
        hint: "write `{ name = \"SIGHUP\", pid_file = \"/run/x.pid\" }`")
      return nil
    }
    var draft = Draft()
    let before = list.count
    TableReader("`signal`", settings).read(table, into: &draft, &list)
    for (key, isMissing) in [("name", draft.name == nil), ("pid_file", draft.pidFile == nil)]
    where isMissing && list.count == before {
      list.error("missing-key", "`signal` needs a `\(key)`", at: node)
    }
    guard let name = draft.name, let pidFile = draft.pidFile else { return nil }
    return .signal(name: name, pidFile: pidFile)
  }
}
