import AgentConfiguration
import AgentCore
import Diagnostics
import ProcessControl
import SystemSupport

/// `trimtab run`: the agent.
enum RunCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    switch try Preparation.make(invocation, in: world, needsDestinations: true) {
    case .failure(let ending): return ending.status
    case .success(let preparation): return start(preparation)
    }
  }

  /// Runs the agent to its end. `watchdogInterval` is how often a service manager hears that all is
  /// well, if somebody chose it.
  static func start(
    _ preparation: Preparation, watchdogInterval: Duration? = nil
  ) -> ExitStatus {
    let supervision = Supervision(preparation.assembly.configuration, log: preparation.log)
    let listener: SignalListener
    do throws(SystemError) {
      listener = try SignalListener(
        Set([.interrupt, .terminate, .hangUp]).union(supervision?.signals ?? []))
    } catch {
      preparation.messages.show([Diagnostic(code: "signals", "\(error)")])
      return .cannotStart
    }
    let control = ControlServer(version: Version.number, log: preparation.log)
    let stopping = Stopping()
    let log = preparation.log
    let ending = AgentRun(
      assembly: preparation.assembly, log: log, supervision: supervision, listener: listener,
      control: control, reconfiguration: reconfiguration(preparation, supervision, control),
      service: ServiceNotifier(
        preparation.request.environment, watchdogInterval: watchdogInterval),
      watchedPaths: preparation.request.foreign?.watchedPaths ?? []
    ) { signal, agent in
      if signal == .hangUp {
        agent.send(.reconfigure)
      } else {
        // The second request ends the process at once.
        stopping.request(by: signal)
        supervision?.supervisor.stop()
        agent.send(.stop)
      }
    }.run()
    if let failure = ending.failure {
      preparation.messages.show([Diagnostic(code: "lock", "\(failure)")])
      return .cannotStart
    }
    log.info("stopped")
    if case .ended(let ending) = ending.program { Supervision.exit(as: ending) }
    return .success
  }

  private static func reconfiguration(
    _ preparation: Preparation, _ supervision: Supervision?, _ control: ControlServer
  ) -> Reconfiguration {
    let request = preparation.request
    let mayBeEmpty = preparation.omitting != nil
    return Rereading(
      environment: request.environment, numbers: preparation.numbers,
      logControl: preparation.logControl, control: control, supervision: supervision,
      omitting: preparation.omitting
    ).reconfiguration {
      let reading = request.read()
      return (reading.configuration, reading.diagnostics)
    } problem: { configuration in
      if configuration.resources.isEmpty, !mayBeEmpty {
        return NoTemplates.diagnostic(request, severity: .error)
      }
      return configuration.resources.first { $0.destination == nil }.map {
        Diagnostic(code: "no-destination", "the template `\($0.name)` has no destination")
      }
    }
  }
}
