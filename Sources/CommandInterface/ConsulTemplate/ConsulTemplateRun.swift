import AgentConfiguration
import AgentCore
import Diagnostics
import ProcessControl
import Synchronization
import SystemSupport

/// consul-template at work: our agent with its signals, its exit statuses and, where that is
/// wanted, its way to give up.
struct ConsulTemplateRun {
  let source: ConsulTemplateSource
  let world: Surroundings
  let messages: Messages
  let control: LogControl
  let places: ConsulTemplateLog
  let processID: ProcessIDFile

  /// Works until the end, again and again where a signal means a start from nothing.
  func run(_ first: ConsulTemplateSource.State) -> Int32 {
    var state = first
    while true {
      let messages = messages
      let verdict = ConsulTemplateVerdict(state.settings, source) { reason in
        messages.show([Diagnostic(code: "consul-template", reason)])
      }
      guard let status = work(state, verdict) else { return ConsulTemplateStatus.failure }
      guard verdict.isRestart else { return status }
      let reading = source.read()
      messages.show(reading.diagnostics)
      guard let next = reading.state else { return ConsulTemplateStatus.configuration }
      control.apply(next.configuration.log)
      do throws(SystemError) {
        try places.adopt(next.settings, isStrict: true) { _ in }
      } catch {
        messages.show([Diagnostic(code: "system", "\(error)")])
        return ConsulTemplateStatus.configuration
      }
      do throws(SystemError) {
        try processID.move(to: next.settings.pidFile)
      } catch {
        messages.show([Diagnostic(code: "pid-file", "\(error)")])
        return ConsulTemplateStatus.failure
      }
      state = next
    }
  }

  /// Works until the end of the agent and its program; nil after saying why it could not begin.
  private func work(
    _ state: ConsulTemplateSource.State, _ verdict: ConsulTemplateVerdict
  ) -> Int32? {
    let numbers = ResourceNumbers()
    let assembly: Assembly
    do throws(DiagnosticError) {
      if let problem = source.problem(of: state.configuration) { throw DiagnosticError(problem) }
      assembly = try Assembly.make(
        state.configuration, environment: source.environment, numbers: numbers, log: control.log)
    } catch {
      messages.show(error.diagnostics)
      return nil
    }
    let supervision = Supervision(state.configuration, log: control.log)
    let signals = ConsulTemplateSignals(
      state.settings, isStrict: source.isOn(.strict), verdict: verdict, supervision: supervision,
      world: world)
    let listener: SignalListener
    do throws(SystemError) {
      listener = try SignalListener(signals.wanted)
    } catch {
      messages.show([Diagnostic(code: "signals", "\(error)")])
      return nil
    }
    let server = ControlServer(version: Version.number, log: control.log)
    var run = AgentRun(
      assembly: assembly, log: control.log, supervision: supervision, listener: listener,
      control: server, service: ServiceNotifier(source.environment),
      take: { signals.take($0, $1) })
    run.isFinal = { !verdict.isRestart }
    run.reconfiguration = reconfiguration(numbers, supervision, server, signals)
    run.manner = manner(verdict)
    run.begun = { agent in
      verdict.stops {
        supervision?.supervisor.stop()
        agent.send(.stop)
      }
    }
    // What was started once goes on: nobody looks after its files any more.
    run.endsProgram = { !verdict.isOnce || verdict.isFinal }
    return status(of: run.run(), verdict, supervision)
  }

  private func status(
    of ending: AgentRun.Ending, _ verdict: ConsulTemplateVerdict, _ supervision: Supervision?
  ) -> Int32 {
    if let failure = ending.failure {
      messages.show([Diagnostic(code: "lock", "\(failure)")])
      return ConsulTemplateStatus.failure
    }
    if let status = verdict.status { return status }
    switch ending.program {
    case .ended where supervision?.supervisor.couldNotStart == true:
      return ConsulTemplateStatus.failure
    case .ended(.exited(let status)): return status
    case .ended(.signalled): return ConsulTemplateStatus.signalled
    case .stopped, nil: return ConsulTemplateStatus.success
    }
  }

  private func manner(_ verdict: ConsulTemplateVerdict) -> AgentManner {
    var manner = AgentManner()
    manner.endsWhenComplete = verdict.isOnce
    manner.appliesInOrder = true
    manner.keepsDeletedKeys = source.isOn(.strict)
    let output = world.standardOutput
    manner.preview = { destination, bytes in
      output.write(Array("> \(destination)\n".utf8) + bytes)
    }
    manner.completed = { verdict.complete() }
    manner.troubled = { verdict.judge($0) }
    return manner
  }

  /// How a signal makes the agent read its configuration again and keep what runs.
  private func reconfiguration(
    _ numbers: ResourceNumbers, _ supervision: Supervision?, _ server: ControlServer,
    _ signals: ConsulTemplateSignals
  ) -> Reconfiguration {
    let source = source
    let latest = Latest()
    return Rereading(
      environment: source.environment, numbers: numbers, logControl: control, control: server,
      supervision: supervision
    ).reconfiguration {
      let reading = source.read()
      latest.settings.withLock { $0 = reading.state?.settings }
      return (reading.state?.configuration, reading.diagnostics)
    } problem: {
      source.problem(of: $0)
    } adopted: {
      guard let settings = latest.settings.withLock({ $0 }) else { return }
      for problem in signals.adopt(settings) + adoptPlaces(settings) {
        control.log.warning(problem)
      }
    }
  }

  /// What was read last.
  private final class Latest: Sendable {
    let settings = Mutex<ConsulTemplateSettings?>(nil)
  }

  /// Sends messages and writes our process id where the new settings say, and gives what is wrong
  /// with that.
  private func adoptPlaces(_ settings: ConsulTemplateSettings) -> [String] {
    var problems: [String] = []
    do throws(SystemError) {
      try places.adopt(settings, isStrict: source.isOn(.strict)) { problems.append($0) }
    } catch {
      problems.append("messages go where they went: \(error)")
    }
    do throws(SystemError) {
      try processID.move(to: settings.pidFile)
    } catch {
      problems.append("the process id stays where it is: \(error)")
    }
    return problems
  }
}
