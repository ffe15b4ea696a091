import AgentConfiguration
import AgentCore
import ProcessControl
import Synchronization
import SystemSupport

/// What signals mean to consul-template.
final class ConsulTemplateSignals: Sendable {
  /// Those that can be caught and that the system does not send for our own mistakes.
  private static let known: Set<SignalName> = Set(
    [
      "ALRM", "CONT", "HUP", "INT", "IO", "PROF", "QUIT", "TERM", "USR1", "USR2", "WINCH",
      "XCPU", "XFSZ",
    ].compactMap { SignalName($0) })

  /// Those that are listened to.
  let wanted: Set<SignalName>
  private let settings: Mutex<ConsulTemplateSettings>
  private let isStrict: Bool
  private let verdict: ConsulTemplateVerdict
  private let supervision: Supervision?
  private let output: Output

  /// The signals of a run.
  init(
    _ settings: ConsulTemplateSettings, isStrict: Bool, verdict: ConsulTemplateVerdict,
    supervision: Supervision?, world: Surroundings
  ) {
    wanted = Self.known.union(settings.named).union(supervision == nil ? [] : [.child])
    self.settings = Mutex(settings)
    self.isStrict = isStrict
    self.verdict = verdict
    self.supervision = supervision
    output = world.standardError
  }

  /// Takes over what signals mean now, and gives what cannot be had while it runs.
  func adopt(_ next: ConsulTemplateSettings) -> [String] {
    let deaf = next.named.subtracting(wanted)
    settings.withLock { $0 = next }
    return deaf.map { "`\($0)` is not heard before a restart" }.sorted()
  }

  /// A signal came that is not about a child.
  func take(_ signal: SignalName, _ agent: Agent) {
    let settings = settings.withLock { $0 }
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
      stop(
        agent,
        verdict.isUnfinished ? ConsulTemplateStatus.interrupted : ConsulTemplateStatus.success)
    default: supervision?.supervisor.forward(signal)
    }
  }

  private func stop(_ agent: Agent, _ status: Int32?) {
    if let status { verdict.end(with: status) }
    supervision?.supervisor.stop()
    agent.send(.stop)
  }
}

extension ConsulTemplateSettings {
  /// The signals that it names and that can be caught.
  fileprivate var named: Set<SignalName> {
    Set([killSignal, reloadSignal].compactMap { $0 }).subtracting([.kill])
  }
}
