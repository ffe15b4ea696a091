package import AgentConfiguration
package import ProcessControl

extension SupervisorSettings {
  /// What the configuration means; nil without a command.
  package init?(_ settings: ExecSettings) {
    guard let command = settings.command?.command else { return nil }
    self.init(command)
    policy.reloadSignal = settings.reloadSignal
    policy.killSignal = settings.killSignal
    policy.killTimeout = settings.killTimeout
    policy.splay = settings.splay
    policy.restart = .init(rawValue: settings.restart.rawValue) ?? .never
    policy.restartLimit = Int(settings.restartLimit)
    environment.isPristine = settings.isPristine
    environment.allowed = settings.allowed
    environment.denied = settings.denied
    environment.additions = settings.additions.compactMap { text in
      text.firstIndex(of: "=").map {
        (name: String(text[..<$0]), value: String(text[text.index(after: $0)...]))
      }
    }
  }
}
