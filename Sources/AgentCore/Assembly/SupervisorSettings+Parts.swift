package import AgentConfiguration
package import ProcessControl
import SystemSupport

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
    environment = EnvironmentFilter(settings.environment)
  }
}

extension EnvironmentFilter {
  /// What the configuration means.
  init(_ settings: ChildEnvironmentSettings) {
    self.init()
    isPristine = settings.isPristine
    allowed = settings.allowed
    denied = settings.denied
    additions =
      settings.granted.sorted { $0.key < $1.key }.map { ($0.key, $0.value.reveal()) }
      + settings.additions.compactMap { text in
        text.firstIndex(of: "=").map {
          (name: String(text[..<$0]), value: String(text[text.index(after: $0)...]))
        }
      }
  }
}
