import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A running child with our terminal and standard descriptors.
struct SupervisedChild: Sendable {
  private let child: ChildProcess
  /// Whether it leads a process group of its own. At a terminal it stays in ours, which may read
  /// from it and gets its signals.
  private let hasGroup: Bool
  /// Whether signals are for what a shell started, too.
  private let isShell: Bool

  /// The process id.
  var process: Int32 { child.process }
  /// Becomes readable when it ends.
  var descriptor: Int32 { child.descriptor }

  /// Starts it. Only on the event loop's thread: when the thread that starts it ends, it ends too.
  static func start(_ settings: SupervisorSettings) throws(ProcessError) -> SupervisedChild {
    let hasGroup = isatty(STDIN_FILENO) == 0
    let environment = settings.environment.variables(of: ProcessEnvironment.variables)
    let deathSignal = settings.policy.killSignal
    let child = try ChildProcess.start(
      settings.command.argv, environment: environment, directory: nil
    ) { path, arguments, variables in
      cs_supervise(path, arguments, variables, hasGroup ? 1 : 0, deathSignal.number)
    }
    var isShell = false
    if case .shell = settings.command { isShell = true }
    return SupervisedChild(child: child, hasGroup: hasGroup, isShell: isShell)
  }

  /// Sends a signal to it, or to its group if it is a shell. Only before `reap`.
  func send(_ signal: SignalName) {
    _ = cs_signal_send(hasGroup && isShell ? -process : process, signal.number)
  }

  /// Kills it with its group.
  func kill() { _ = cs_signal_send(hasGroup ? -process : process, SIGKILL) }

  /// Gives it back to the system if it has ended.
  func reap() -> ProcessEnding? { child.reap() }

  /// Closes the descriptor.
  func close() { child.close() }
}
