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
    let (request, numbers) = (preparation.request, preparation.numbers)
    let logControl = preparation.logControl
    return Reconfiguration(adopted: { assembly in
      logControl.apply(assembly.configuration.log)
      control.adopt(assembly.configuration)
      if let supervision {
        supervision.adopt(assembly.configuration)
      } else if assembly.configuration.exec?.command != nil {
        logControl.log.warning("the program of the new `[exec]` is not started before a restart")
      }
    }) { earlier in
      let reading = request.read()
      guard let configuration = reading.configuration else {
        return .failure(DiagnosticError(reading.errors))
      }
      for diagnostic in reading.diagnostics {
        logControl.log.warning(
          "the configuration is doubtful",
          ["detail": DiagnosticRenderer().render(diagnostic)])
      }
      let problem =
        configuration.resources.isEmpty && preparation.omitting == nil
        ? NoTemplates.diagnostic(request, severity: .error)
        : configuration.resources.first { $0.destination == nil }.map {
          Diagnostic(code: "no-destination", "the template `\($0.name)` has no destination")
        }
      if let problem { return .failure(DiagnosticError(problem)) }
      do throws(DiagnosticError) {
        return .success(
          try Assembly.make(
            configuration, environment: request.environment, numbers: numbers, reusing: earlier,
            log: logControl.log, omitting: preparation.omitting?.tell))
      } catch {
        return .failure(error)
      }
    }
  }
}
