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

  /// Runs the agent to its end.
  static func start(_ preparation: Preparation) -> ExitStatus {
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
    let agent = Agent(
      preparation.assembly, log: preparation.log,
      reconfiguration: reconfiguration(preparation, supervision, control),
      supervisor: supervision?.supervisor)
    supervision?.begin()
    preparation.log.info(
      "started",
      [
        "version": Version.number,
        "templates": String(preparation.assembly.resources.count),
        "registries": preparation.assembly.configuration.registries.map(\.name)
          .joined(separator: ","),
      ])
    let (failure, outcome) = Blocking.wait { () -> (FileLock.Failure?, Supervisor.Outcome?) in
      let signals = Task { await follow(listener, agent, supervision, preparation.log) }
      let program = Task { () -> Supervisor.Outcome? in
        let outcome = await supervision?.supervisor.outcome()
        if supervision != nil { agent.send(.stop) }
        return outcome
      }
      let directories = watch(preparation.request.foreign, for: agent, preparation.log)
      control.begin(for: agent, preparation.assembly.configuration)
      var failure: FileLock.Failure?
      do throws(FileLock.Failure) {
        try await agent.run()
      } catch {
        failure = error
      }
      control.stop()
      directories?.stop()
      supervision?.supervisor.stop()
      let outcome = await program.value
      listener.stop()
      await signals.value
      return (failure, outcome)
    }
    if let failure {
      preparation.messages.show([Diagnostic(code: "lock", "\(failure)")])
      return .cannotStart
    }
    preparation.log.info("stopped")
    if case .ended(let ending) = outcome { Supervision.exit(as: ending) }
    return .success
  }

  /// Has the configuration of another tool read again when its directories change.
  private static func watch(
    _ foreign: ForeignConfiguration?, for agent: Agent, _ log: Log
  ) -> FileWatcher? {
    guard let paths = foreign?.watchedPaths, !paths.isEmpty else { return nil }
    return try? FileWatcher(paths: paths, log: log) { agent.send(.reconfigure) }
  }

  /// Hands signals to the agent; the second request to stop ends the process at once.
  private static func follow(
    _ listener: SignalListener, _ agent: Agent, _ supervision: Supervision?, _ log: Log
  ) async {
    var isStopping = false
    for await signal in listener.signals {
      if supervision?.take(signal) == true { continue }
      log.info("signal", ["name": signal.description])
      if signal == .hangUp {
        agent.send(.reconfigure)
      } else if isStopping {
        Interruption.die(of: signal)
      } else {
        isStopping = true
        supervision?.supervisor.stop()
        agent.send(.stop)
      }
    }
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
