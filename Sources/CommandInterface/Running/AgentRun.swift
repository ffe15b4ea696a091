import AgentConfiguration
import AgentCore
import ProcessControl
import Synchronization
import SystemSupport

/// An agent with what is around it: signals, the program of `[exec]`, and those who ask.
struct AgentRun: Sendable {
  /// How it ended.
  struct Ending: Sendable {
    /// Another agent has a destination, so that it did not begin.
    let failure: FileLock.Failure?
    /// What became of the program; nil without one.
    let program: Supervisor.Outcome?
  }

  let assembly: Assembly
  let log: Log
  let supervision: Supervision?
  let listener: SignalListener
  /// Answers those who ask.
  let control: ControlServer
  var reconfiguration: Reconfiguration?
  var manner = AgentManner()
  /// Is told when everything is in place, and that all is well.
  let service: ServiceNotifier
  /// Whether the end of the agent is that of the process.
  var isFinal: @Sendable () -> Bool = { true }
  /// The directories whose changes have the configuration read again.
  var watchedPaths: [String] = []
  /// Whether the program is to end when the agent has ended.
  var endsProgram: @Sendable () -> Bool = { true }
  /// Called with the agent before it works.
  var begun: @Sendable (Agent) -> Void = { _ in }
  /// Takes a signal that is not for the program.
  let take: @Sendable (SignalName, Agent) -> Void

  /// Works until the agent and its program have ended.
  func run() -> Ending {
    let agent = Agent(
      assembly, log: log, reconfiguration: reconfiguration, supervisor: supervision?.supervisor,
      manner: mannerWithService)
    begun(agent)
    supervision?.begin()
    log.info(
      "started",
      [
        "version": Version.number,
        "templates": String(assembly.resources.count),
        "registries": assembly.configuration.registries.map(\.name).joined(separator: ","),
      ])
    return Blocking.wait { await run(agent) }
  }

  private func run(_ agent: Agent) async -> Ending {
    let signals = Task {
      for await signal in listener.signals where supervision?.take(signal) != true {
        log.info("signal", ["name": signal.description])
        take(signal, agent)
      }
    }
    let program = Task { () -> Supervisor.Outcome? in
      let outcome = await supervision?.supervisor.outcome()
      if supervision != nil { agent.send(.stop) }
      return outcome
    }
    control.begin(for: agent, assembly.configuration)
    let watchdog = Task { await service.reassure { await agent.answer() } }
    let directories = watch(for: agent)
    var failure: FileLock.Failure?
    do throws(FileLock.Failure) {
      try await agent.run()
    } catch {
      failure = error
    }
    control.stop()
    directories?.stop()
    if failure != nil || endsProgram() { supervision?.supervisor.stop() }
    let outcome = await program.value
    listener.stop()
    await signals.value
    watchdog.cancel()
    return Ending(failure: failure, program: outcome)
  }

  /// The manner of the agent, where the service manager hears of its steps, too.
  private var mannerWithService: AgentManner {
    let (service, isFinal, completed) = (service, isFinal, manner.completed)
    let isReady = Atomic(false)
    var manner = manner
    manner.completed = {
      completed?()
      isReady.store(true, ordering: .relaxed)
      service.tell(.ready)
    }
    manner.reconfigures = { if isReady.load(ordering: .relaxed) { service.tell(.reloading) } }
    manner.reconfigured = { if isReady.load(ordering: .relaxed) { service.tell(.ready) } }
    manner.stops = { if isFinal() { service.tell(.stopping) } }
    return manner
  }

  private func watch(for agent: Agent) -> FileWatcher? {
    guard !watchedPaths.isEmpty else { return nil }
    return try? FileWatcher(paths: watchedPaths, log: log) { agent.send(.reconfigure) }
  }
}
