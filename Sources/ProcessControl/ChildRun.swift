import CSystem
import Synchronization
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Runs one child to its end on the event loop, as `RunMachine` decides.
final class ChildRun: Sendable {
  typealias Completion = @Sendable (Result<ProcessResult, ProcessError>) -> Void

  private struct State {
    var machine = RunMachine()
    var output: OutputTail
    var completion: Completion?
    var outputToken: EventLoop.Token?
    var exitToken: EventLoop.Token?
    var timers: [EventLoop.Token] = []
  }

  private static let drainTime: Duration = .milliseconds(250)
  private static let finalTime: Duration = .seconds(5)

  private let command: ChildCommand
  private let child: ChildProcess
  private let pipe: Int32
  private let started = ContinuousClock.now
  private let state: Mutex<State>

  /// Starts the child.
  init(_ command: ChildCommand) throws(ProcessError) {
    var ends: (read: Int32, write: Int32) = (-1, -1)
    let code = cs_pipe(&ends.read, &ends.write)
    guard code == 0 else {
      let error = SystemError(errno: -code, what: "open a pipe")
      throw ProcessError(.cannotStart, "\(error)", underlying: error)
    }
    defer { close(ends.write) }
    do {
      // Nobody writes to the pipe then, and its end is told at once.
      child = try ChildProcess.start(
        command, output: command.sharesDescriptors ? .inherited : .descriptor(ends.write))
    } catch {
      close(ends.read)
      throw error
    }
    self.command = command
    pipe = ends.read
    state = Mutex(State(output: OutputTail(limit: command.outputLimit)))
  }

  /// Calls `completion` once, when all is over.
  func begin(_ completion: @escaping Completion) {
    state.withLock { $0.completion = completion }
    EventLoop.shared.submit { [self] in watch() }
  }

  /// Ends the child early.
  func cancel() { EventLoop.shared.submit { [self] in receive(.cancelled) } }

  // Everything below runs on the event loop's thread.

  private func watch() {
    do {
      let outputToken = try EventLoop.shared.add(pipe, .readable) { [self] _ in readOutput() }
      state.withLock { $0.outputToken = outputToken }
      let exitToken = try EventLoop.shared.add(child.descriptor, .readable) { [self] _ in
        receiveExit()
      }
      state.withLock { $0.exitToken = exitToken }
    } catch {
      // Nothing tells us about the child, so it must not live.
      child.signalGroup(.kill)
      ZombieKeeper.shared.adopt(child)
      return finish(.failure(ProcessError(.cannotStart, "\(error)", underlying: error)))
    }
    startTimer(command.timeout, .timedOut)
  }

  private func receiveExit() {
    // Level-triggered: without this it would be reported until the child is reaped.
    if let token = state.withLock({ take(&$0.exitToken) }) { EventLoop.shared.remove(token) }
    receive(.exited)
  }

  private func take(_ token: inout EventLoop.Token?) -> EventLoop.Token? {
    defer { token = nil }
    return token
  }

  private func readOutput() {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    // Bounded, so that a flood cannot keep the loop.
    for _ in 0..<4 {
      let count = read(pipe, &chunk, chunk.count)
      if count > 0 {
        state.withLock { $0.output.append(chunk[..<count]) }
        continue
      }
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      if let token = state.withLock({ take(&$0.outputToken) }) { EventLoop.shared.remove(token) }
      return receive(.outputEnded)
    }
  }

  private func startTimer(_ delay: Duration, _ event: RunMachine.Event) {
    let token = EventLoop.shared.schedule(after: delay) { [self] in receive(event) }
    state.withLock { $0.timers.append(token) }
  }

  private func receive(_ event: RunMachine.Event) {
    for action in state.withLock({ $0.machine.receive(event) }) {
      switch action {
      case .terminateGroup: child.signalGroup(.terminate)
      case .killGroup: child.signalGroup(.kill)
      case .startGrace(.drain): startTimer(ChildRun.drainTime, .graceOver)
      case .startGrace(.polite): startTimer(command.killGrace, .graceOver)
      case .startGrace(.final): startTimer(ChildRun.finalTime, .graceOver)
      case .finish(let conclusion): conclude(conclusion)
      }
    }
  }

  private func conclude(_ conclusion: RunMachine.Conclusion) {
    let ending = child.reap()
    let output = state.withLock { $0.output }
    switch conclusion {
    case .ended:
      // Only a `wait` for any child, elsewhere in the process, could have taken the status away.
      let ending = ending ?? .exited(status: 255)
      finish(
        .success(
          ProcessResult(ending: ending, output: output, duration: ContinuousClock.now - started)))
    case .killed(.timedOut):
      let message = "`\(command.text)` took longer than \(command.timeout) and was killed"
      finish(.failure(ProcessError(.timedOut, message, output: output)))
    case .killed(.cancelled):
      let message = "`\(command.text)` was cancelled"
      finish(.failure(ProcessError(.cancelled, message, output: output)))
    }
    if ending == nil { ZombieKeeper.shared.adopt(child) } else { child.close() }
  }

  private func finish(_ result: Result<ProcessResult, ProcessError>) {
    let (completion, outputToken, exitToken, timers) = state.withLock { state in
      defer {
        state.completion = nil
        state.timers = []
      }
      return (state.completion, take(&state.outputToken), take(&state.exitToken), state.timers)
    }
    for timer in timers { EventLoop.shared.cancel(timer) }
    if let exitToken { EventLoop.shared.remove(exitToken) }
    if let outputToken {
      EventLoop.shared.remove(outputToken)
      LingeringPipes.shared.drain(pipe)
    } else {
      close(pipe)
    }
    completion?(result)
  }
}
