import AgentConfiguration
import AgentCore
import Diagnostics
import RegistryCore
import Synchronization

/// Decides from what happens whether and how consul-template ends.
final class ConsulTemplateVerdict: Sendable {
  private struct State {
    var status: Int32?
    var isRestart = false
    var isComplete = false
    var stop: (@Sendable () -> Void)?
  }

  /// Whether it ends after everything was rendered once.
  let isOnce: Bool
  private let settings: ConsulTemplateSettings
  private let isStrict: Bool
  private let messages: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Nothing decided.
  init(
    _ settings: ConsulTemplateSettings, _ source: ConsulTemplateSource,
    messages: @escaping @Sendable (String) -> Void
  ) {
    self.settings = settings
    self.messages = messages
    isOnce = settings.isOnce || source.isOn(.once)
    isStrict = source.isOn(.strict)
  }

  /// How it ends; nil if nobody said.
  var status: Int32? { state.withLock { $0.status } }

  /// Whether all begins anew.
  var isRestart: Bool { state.withLock { $0.isRestart } }

  /// Whether its end was decided.
  var isFinal: Bool { state.withLock { $0.status != nil || $0.isRestart } }

  /// Whether what was to be done once is not done.
  var isUnfinished: Bool { state.withLock { isOnce && !$0.isComplete } }

  /// How the agent is stopped when a trouble ends it.
  func stops(by stop: @escaping @Sendable () -> Void) { state.withLock { $0.stop = stop } }

  /// Everything is in place.
  func complete() { state.withLock { $0.isComplete = true } }

  /// It ends with a status, unless it ends already.
  func end(with status: Int32) {
    state.withLock { if $0.status == nil { $0.status = status } }
  }

  /// All begins anew.
  func restart() { state.withLock { $0.isRestart = true } }

  /// A trouble came. Where the original would end, so does it; elsewhere the agent heals.
  func judge(_ trouble: AgentTrouble) {
    guard let reason = reason(for: trouble), status == nil else { return }
    messages(reason)
    end(with: ConsulTemplateStatus.failure)
    state.withLock { $0.stop }?()
  }

  /// Why a trouble ends it; nil where it does not.
  private func reason(for trouble: AgentTrouble) -> String? {
    let endsForFaults = isOnce || isStrict
    switch trouble {
    case .absence(let resource, let query?):
      let isFirst = state.withLock { !$0.isComplete }
      guard settings.failsOnLookup, endsForFaults || isFirst else { return nil }
      return "`\(resource)` needs `\(query.text)`, which does not exist"
    case _ where !endsForFaults: return nil
    case .absence(let resource, nil): return "`\(resource)` needs a file that cannot be read"
    case .template(let resource, let reason):
      return settings.tolerated.contains(resource) ? nil : reason
    case .installation(let resource, let reason):
      return settings.tolerated.contains(resource)
        ? nil : "`\(resource)` was not written: \(reason)"
    case .apply(let reason): return reason
    case .query(let query, let attempts, let reason):
      guard let last = settings.retry.lastAttempt, attempts >= last else { return nil }
      let times = attempts == 1 ? "1 time" : "\(attempts) times"
      return "`\(query.text)` was not answered \(times): \(reason)"
    }
  }
}
