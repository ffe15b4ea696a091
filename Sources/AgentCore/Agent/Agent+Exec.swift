import AgentConfiguration
import LoadBalancing
import ProcessControl

/// The program that the agent looks after.
extension Agent {
  /// What carries a way of applying out.
  func reloader(for key: ApplySettings) -> any Reloader {
    switch key {
    case .both(let first, let second):
      return ChainedReloader(reloader(for: first), reloader(for: second))
    case .spaced(let settings, let spacing) where settings.tellsProgram:
      return ThrottledReloader(reloader(for: settings), ReloadThrottle(spacing))
    case .exec:
      if let supervisor { return ExecReloader(supervisor) }
      return NoReloader()
    default: return key.reloader(log: log)
    }
  }

  /// Whether a change needs no apply, as the program was not started yet and will read it then.
  func isReadAtStart(_ key: ApplySettings) -> Bool {
    guard let supervisor else { return false }
    return key.isExec && !supervisor.hasStarted
  }

  /// What carries out a run of `key`. The program hears of one pass once: from the last of the
  /// applies that wait for their turn.
  func reloaderInTurn(for key: ApplySettings) -> (any Reloader)? {
    let later = queuedApplies.map(\.key) + applies.filter { !$0.value.held.isEmpty }.map(\.key)
    let isToldLater = key.tellsProgram && later.contains { $0 != key && $0.tellsProgram }
    guard isToldLater else { return applies[key]?.reloader }
    if let chain = applies[key]?.reloader as? ChainedReloader { return chain.firstAlone }
    if case .both(let first, _) = key.unspaced { return reloader(for: first) }
    return NoReloader()
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

  /// Whether the program of `[exec]` is told, alone or after something else.
  fileprivate var tellsProgram: Bool {
    if case .both(_, let second) = unspaced { second.isExec } else { isExec }
  }

  /// Whether what comes together in both ways is applied in turn, so that the program hears of it
  /// once.
  func isJoined(to other: ApplySettings) -> Bool {
    self == other || (tellsProgram && other.tellsProgram)
  }
}
