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
    guard exec.environment.isChosen else { return }
    text.table(["exec", "env"])
    write(exec.environment, to: &text)
  }

  /// Writes which variables a command gets, without those that it gets because of a registry.
  static func write(_ environment: ChildEnvironmentSettings, to text: inout NativeText) {
    text.entry("pristine", environment.isPristine, default: false)
    text.entry("allowlist", environment.allowed)
    text.entry("denylist", environment.denied)
    text.entry("custom", environment.additions)
  }
}
