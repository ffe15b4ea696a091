import AgentConfiguration
import AgentCore
import ProcessControl
import SystemSupport

/// What signals mean to consul-template.
struct ConsulTemplateSignals: Sendable {
  /// Those that can be caught and that the system does not send for our own mistakes.
  private static let known: Set<SignalName> = Set(
    [
      "ALRM", "CONT", "HUP", "INT", "IO", "PROF", "QUIT", "TERM", "USR1", "USR2", "WINCH",
      "XCPU", "XFSZ",
    ].compactMap { SignalName($0) })

  private let settings: ConsulTemplateSettings
  private let isStrict: Bool
  private let verdict: ConsulTemplateVerdict
  private let supervision: Supervision?
  private let output: Output

  /// The signals of a run.
  init(
    _ settings: ConsulTemplateSettings, isStrict: Bool, verdict: ConsulTemplateVerdict,
    supervision: Supervision?, world: Surroundings
  ) {
    self.settings = settings
    self.isStrict = isStrict
    self.verdict = verdict
    self.supervision = supervision
    output = world.standardError
  }

  /// Those that are listened to.
  var wanted: Set<SignalName> {
    let named = [settings.killSignal, settings.reloadSignal].compactMap { $0 }
    return ConsulTemplateSignals.known.union(named.filter { $0 != .kill })
      .union(supervision == nil ? [] : [.child])
  }

  /// A signal came that is not about a child.
  func take(_ signal: SignalName, _ agent: Agent) {
    switch signal {
    case settings.killSignal:
      output.line("Cleaning up...")
      stop(agent, ConsulTemplateStatus.interrupted)
    case settings.reloadSignal:
      output.line("Reloading configuration...")
      guard isStrict else { return agent.send(.reconfigure) }
      verdict.restart()
      stop(agent, nil)
    // The original leaves its end to the program, and without one to nobody.
    case .terminate where !isStrict:
      output.line("Cleaning up...")
      stop(agent, ConsulTemplateStatus.success)
    default: supervision?.supervisor.forward(signal)
    }
  }

  private func stop(_ agent: Agent, _ status: Int32?) {
    if let status { verdict.end(with: status) }
    supervision?.supervisor.stop()
    agent.send(.stop)
  }
}
