import AgentConfiguration
import LoadBalancing
import ProcessControl

/// The program that the agent looks after.
extension Agent {
  /// What carries a way of applying out.
  func reloader(for key: ApplySettings) -> any Reloader {
    if case .both(let first, let second) = key {
      return ChainedReloader(reloader(for: first), reloader(for: second))
    }
    if key.isExec, let supervisor { return ExecReloader(supervisor) }
    return key.reloader(log: log)
  }

  /// Whether a change needs no apply, as the program was not started yet and will read it then.
  func isReadAtStart(_ key: ApplySettings) -> Bool {
    guard let supervisor else { return false }
    return key.isExec && !supervisor.hasStarted
  }

  /// A resource's file is in place as rendered. When all are, the program can start.
  func noteInPlace(_ id: Int) {
    guard let supervisor, !supervisor.hasStarted, !isStopping else { return }
    inPlace.insert(id)
    if inPlace.isSuperset(of: units.keys) { supervisor.start() }
  }
}

extension ApplySettings {
  /// Whether the program of `[exec]` is told.
  fileprivate var isExec: Bool {
    switch self {
    case .exec: true
    case .spaced(let settings, _): settings.isExec
    case .nothing, .command, .signal, .haproxy, .nginx, .both: false
    }
  }
}
