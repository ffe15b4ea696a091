import AgentConfiguration
import AgentCore
import ProcessControl
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The program of `[exec]` beside the agent: signals for it, orphans, and its status at the end.
struct Supervision: Sendable {
  /// Looks after the program.
  let supervisor: Supervisor
  private let forwarded: Set<SignalName>
  private let log: Log

  /// Nil without a program.
  init?(_ configuration: Configuration, log: Log) {
    guard let exec = configuration.exec, let settings = SupervisorSettings(exec) else {
      return nil
    }
    supervisor = Supervisor(settings, log: log)
    forwarded = Set(exec.forwarded)
    self.log = log
  }

  /// The signals it has to hear of.
  var signals: Set<SignalName> { forwarded.union([.child]) }

  /// Becomes the parent of orphans.
  func begin() {
    do throws(SystemError) {
      try supervisor.adoptOrphans()
    } catch {
      log.warning("orphans are left to others", ["error": error.description])
    }
  }

  /// Takes a signal that is not for the agent. Returns whether it was one.
  func take(_ signal: SignalName) -> Bool {
    if signal == .child {
      supervisor.reapOrphans()
      return true
    }
    guard forwarded.contains(signal) else { return false }
    supervisor.forward(signal)
    return true
  }

  /// Uses a new configuration.
  func adopt(_ configuration: Configuration) {
    if let exec = configuration.exec, let settings = SupervisorSettings(exec) {
      supervisor.adopt(settings)
    } else {
      log.warning("the new configuration has no `[exec]`; the program goes on until the end")
    }
  }

  /// Ends the process with the status of a program that ended by itself, as shells give it.
  static func exit(as ending: ProcessEnding) -> Never {
    switch ending {
    case .exited(let status): Glibc.exit(status)
    case .signalled(let signal): Glibc.exit(128 + signal.number)
    }
  }
}
