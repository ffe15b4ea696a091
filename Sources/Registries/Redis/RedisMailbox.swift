import RegistryCore
import Synchronization
import SystemSupport
import Values

/// What one question hears of changes while nobody looks.
final class RedisMailbox: Sendable {
  /// What happened.
  enum Mail: Sendable {
    /// These keys may hold something else now.
    case touched(Set<Bytes>)
    /// Something may have changed unheard.
    case gap
    /// Nothing, until the time was over.
    case nothing
  }

  private struct State {
    var touched: Set<Bytes> = []
    var hasGap = false
    var signal: SharedResult<Void, RegistryError>?
    /// The newest contents in which everything is that was taken from here.
    var version: UInt64?
    var coverage: RedisCoverage
    var lastUse = ContinuousClock.now
  }

  /// More changed keys than this are as good as a gap.
  private static let limit = 1000

  private let state: Mutex<State>

  init(coverage: RedisCoverage) { state = Mutex(State(coverage: coverage)) }

  /// What of its changes the server tells.
  var coverage: RedisCoverage {
    get { state.withLock { $0.coverage } }
    set { state.withLock { $0.coverage = newValue } }
  }

  /// Whether contents of a version are the newest and nothing was missed since.
  func isWhole(since version: UInt64) -> Bool {
    state.withLock { !$0.hasGap && $0.version == version }
  }

  /// Notes that contents have everything that was taken from here.
  func settle(_ version: UInt64) {
    notify { state in
      // Who waits here still knows the contents from before, if it is not the one who read these.
      if state.signal != nil, state.version != version { state.hasGap = true }
      state.version = version
    }
  }

  /// Notes a change of a key.
  func post(_ key: Bytes) {
    notify { state in
      if state.touched.count >= RedisMailbox.limit {
        state.hasGap = true
      } else {
        state.touched.insert(key)
      }
    }
  }

  /// Notes that something may have changed unheard.
  func lose() { notify { $0.hasGap = true } }

  /// Forgets what was missed: it is about to be read.
  func forgetGap() {
    state.withLock { state in
      state.hasGap = false
      state.touched = []
    }
  }

  /// How long nobody has waited here.
  var idleTime: Duration {
    state.withLock { $0.signal == nil ? .now - $0.lastUse : .zero }
  }

  /// What has happened, or happens within a time. One call at a time.
  func mail(within limit: Duration) async throws(RegistryError) -> Mail {
    let signal = SharedResult<Void, RegistryError>()
    let mustWait = state.withLock { state in
      guard state.touched.isEmpty, !state.hasGap else { return false }
      state.signal = signal
      return true
    }
    if mustWait {
      let timer = EventLoop.shared.schedule(after: limit) { signal.finish(.success(())) }
      defer {
        EventLoop.shared.cancel(timer)
        state.withLock { state in
          if state.signal === signal { state.signal = nil }
          state.lastUse = .now
        }
      }
      try await signal.get()
    }
    return try state.withLock { state throws(RegistryError) in
      if Task.isCancelled { throw RegistryError(.cancelled, "cancelled") }
      if state.hasGap { return .gap }
      defer { state.touched = [] }
      return state.touched.isEmpty ? .nothing : .touched(state.touched)
    }
  }

  private func notify(_ change: (inout State) -> Void) {
    let signal = state.withLock { state -> SharedResult<Void, RegistryError>? in
      change(&state)
      return state.hasGap || !state.touched.isEmpty ? state.signal : nil
    }
    signal?.finish(.success(()))
  }
}
