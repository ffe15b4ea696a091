import CSystem
import Synchronization
package import SystemSupport

/// Runs a child for as long as we live, as `SupervisorMachine` decides: starts it, tells it of
/// changes, starts it again, and ends it before us.
package final class Supervisor: Sendable {
  /// How all ended.
  package enum Outcome: Sendable, Equatable {
    /// We were told to stop, and the child has ended.
    case stopped
    /// The child ended by itself and is not to be started again.
    case ended(ProcessEnding)
  }

  private struct State {
    var settings: SupervisorSettings
    var machine: SupervisorMachine
    var random = SystemRandomNumberGenerator()
    var child: SupervisedChild?
    var exitToken: EventLoop.Token?
    var timer: EventLoop.Token?
    var hasStarted = false
    var couldNotStart = false
    var outcome: Outcome?
    var waiters: [CheckedContinuation<Outcome, Never>] = []
    var changes: [CheckedContinuation<Void, Never>] = []
  }

  /// How long a child that blocks a signal is waited for.
  private static let patience = Duration.seconds(5)

  private let log: Log
  private let state: Mutex<State>

  /// Nothing is started before `start`.
  package init(_ settings: SupervisorSettings, log: Log) {
    self.log = log
    state = Mutex(
      State(settings: settings, machine: SupervisorMachine(settings.policy)))
  }

  /// Becomes the parent of orphans, and starts to give back those that end.
  package func adoptOrphans() throws(SystemError) {
    let code = cs_become_subreaper()
    guard code == 0 else { throw SystemError(errno: -code, what: "adopt orphans") }
    OrphanReaper.shared.reap()
  }

  /// Gives back orphans that ended; for each `SIGCHLD`.
  package func reapOrphans() { OrphanReaper.shared.reap() }

  /// Whether the child could not be started once; that counts as an end with status 127.
  package var couldNotStart: Bool { state.withLock { $0.couldNotStart } }

  /// Whether the child was started once.
  package var hasStarted: Bool { state.withLock { $0.hasStarted } }

  /// The child that runs, and the signal that tells it of changes, if there are both.
  package var listener: (process: Int32, signal: SignalName)? {
    state.withLock { state in
      guard let child = state.child, let signal = state.settings.policy.reloadSignal else {
        return nil
      }
      return (child.process, signal)
    }
  }

  /// Starts the child; a second call does nothing.
  package func start() {
    let isFirst = state.withLock { state in
      defer { state.hasStarted = true }
      return !state.hasStarted
    }
    if isFirst { send(.start) }
  }

  /// Ends the child, with all.
  package func stop() { send(.stop) }

  /// Hands a signal to the child.
  package func forward(_ signal: SignalName) { send(.forward(signal)) }

  /// Uses other settings from now on; a new command from the next start on.
  package func adopt(_ settings: SupervisorSettings) {
    state.withLock { state in
      state.settings = settings
      state.machine.policy = settings.policy
    }
  }

  /// Tells the child of a change; returns when it was told, or runs anew.
  package func tellOfChange() async {
    await withCheckedContinuation { continuation in
      EventLoop.shared.submit { [self] in
        state.withLock { $0.changes.append(continuation) }
        receive(.change)
      }
    }
  }

  /// Waits until all is over.
  package func outcome() async -> Outcome {
    await withCheckedContinuation { continuation in
      let outcome = state.withLock { state in
        if state.outcome == nil { state.waiters.append(continuation) }
        return state.outcome
      }
      if let outcome { continuation.resume(returning: outcome) }
    }
  }

  private func send(_ event: SupervisorMachine.Event) {
    EventLoop.shared.submit { [self] in receive(event) }
  }

  // Everything below runs on the event loop's thread.

  private func receive(_ event: SupervisorMachine.Event) {
    let actions = state.withLock { $0.machine.receive(event, at: .now, using: &$0.random) }
    for action in actions { carryOut(action) }
    setTimer()
  }

  private func setTimer() {
    let (deadline, old) = state.withLock { ($0.machine.deadline, $0.timer) }
    if let old { EventLoop.shared.cancel(old) }
    let timer = deadline.map { deadline in
      EventLoop.shared.schedule(after: max(.zero, deadline - .now)) { [self] in receive(.tick) }
    }
    state.withLock { $0.timer = timer }
  }

  private func carryOut(_ action: SupervisorMachine.Action) {
    switch action {
    case .start: startChild()
    case .send(let signal): send(signal, until: .now + Supervisor.patience)
    case .kill:
      log.warning("the child did not end in time and is killed")
      state.withLock(\.child)?.kill()
    case .settled:
      let changes = state.withLock { state in
        defer { state.changes = [] }
        return state.changes
      }
      for change in changes { change.resume() }
    case .finish(let ending): finish(ending.map { .ended($0) } ?? .stopped)
    }
  }

  /// Sends a signal when the child does not block it: HAProxy's master blocks and then forgets
  /// those which come while it replaces itself.
  private func send(
    _ signal: SignalName, to process: Int32? = nil, until deadline: ContinuousClock.Instant
  ) {
    guard let child = state.withLock(\.child), process == nil || process == child.process else {
      return
    }
    if SignalReadiness.of(child.process, for: signal) == .blocking, .now < deadline {
      EventLoop.shared.schedule(after: .milliseconds(5)) { [self] in
        send(signal, to: child.process, until: deadline)
      }
      return
    }
    log.debug("signal to the child", ["name": "\(signal)"])
    child.send(signal)
  }

  private func startChild() {
    let settings = state.withLock(\.settings)
    do throws(ProcessError) {
      let child = try SupervisedChild.start(settings)
      state.withLock { $0.child = child }
      log.info("child started", ["command": "\(settings.command)", "process": "\(child.process)"])
      watch(child)
    } catch {
      log.error("cannot start the child", ["error": error.message])
      state.withLock { $0.couldNotStart = true }
      receive(.startFailed)
    }
  }

  private func watch(_ child: SupervisedChild) {
    do {
      let token = try EventLoop.shared.add(child.descriptor, .readable) { [self] _ in
        childEnded(child)
      }
      state.withLock { $0.exitToken = token }
    } catch {
      log.error("cannot watch the child", ["error": "\(error)"])
      child.kill()
      state.withLock { $0.child = nil }
      child.close()
      receive(.startFailed)
    }
  }

  private func childEnded(_ child: SupervisedChild) {
    guard let ending = child.reap() else { return }
    let token = state.withLock { state in
      defer { (state.child, state.exitToken) = (nil, nil) }
      return state.exitToken
    }
    if let token { EventLoop.shared.remove(token) }
    child.close()
    log.info("child ended", ["how": "\(ending)", "process": "\(child.process)"])
    receive(.ended(ending))
    let wait = state.withLock { $0.machine.isFinished ? nil : $0.machine.deadline }
    if let wait {
      log.warning("child is started again", ["wait": "\((wait - .now).milliseconds)ms"])
    }
  }

  private func finish(_ outcome: Outcome) {
    let waiters = state.withLock { state in
      state.outcome = outcome
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: outcome) }
  }
}
