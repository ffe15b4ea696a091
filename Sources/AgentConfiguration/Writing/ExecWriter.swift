import SystemSupport

/// Writes `[exec]`.
enum ExecWriter {
  static func write(_ exec: ExecSettings, to text: inout NativeText) {
    let usual = ExecSettings()
    text.table(["exec"])
    text.entry("command", exec.command)
    text.entry("reload_signal", exec.reloadSignal?.description)
    text.entry(
      "kill_signal", exec.killSignal.description, default: usual.killSignal.description)
    text.entry("kill_timeout", exec.killTimeout, default: usual.killTimeout)
    text.entry("splay", exec.splay, default: usual.splay)
    text.entry("restart", exec.restart.rawValue, default: usual.restart.rawValue)
    text.entry("restart_limit", exec.restartLimit, default: usual.restartLimit)
    text.entry(
      "forward", exec.forwarded.map(\.description), default: usual.forwarded.map(\.description))
    guard
      exec.isPristine || !exec.allowed.isEmpty || !exec.denied.isEmpty || !exec.additions.isEmpty
    else { return }
    text.table(["exec", "env"])
    text.entry("pristine", exec.isPristine, default: false)
    text.entry("allowlist", exec.allowed)
    text.entry("denylist", exec.denied)
    text.entry("custom", exec.additions)
  }
}
