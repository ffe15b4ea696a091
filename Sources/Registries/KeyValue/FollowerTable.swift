import RegistryCore
import Synchronization

/// The followers of a registry by what they follow. Those that nobody has used for long make room
/// for new ones.
final class FollowerTable<Key: Hashable & Sendable, State: Sendable>: Sendable {
  private struct Entry {
    let follower: Follower<State>
    var lastUse: UInt64
  }

  private struct Shared {
    var entries: [Key: Entry] = [:]
    var clock: UInt64 = 0
    var isShutDown = false
  }

  private let limit: Int
  private let shared = Mutex(Shared())

  /// An empty table that keeps at most `limit` followers for which nobody waits.
  init(limit: Int = 4096) { self.limit = limit }

  /// The newest state of what a key stands for: at once, or when its version is another than
  /// `index` or the registry's wait is over.
  func state(
    of key: Key, after index: UInt64?, version: @escaping @Sendable (State) -> UInt64,
    _ asking: () -> Follower<State>.Asking
  ) async throws(RegistryError) -> State {
    let follower = try follower(of: key, asking)
    // What lies after "nothing yet" is everything there is.
    guard let index, index > 0 else { return try await follower.current() }
    return try await follower.next { version($0) != index }
  }

  /// The same for somebody who has no task to wait in; nil when shut down.
  func wait(
    for key: Key, after index: UInt64, version: @escaping @Sendable (State) -> UInt64,
    _ asking: () -> Follower<State>.Asking, _ completion: @escaping Follower<State>.Completion
  ) -> (any Wait)? {
    (try? follower(of: key, asking))?.next(accepts: { version($0) != index }, completion)
  }

  /// The follower of a key; a new one asks as `asking` says.
  private func follower(
    of key: Key, _ asking: () -> Follower<State>.Asking
  ) throws(RegistryError) -> Follower<State> {
    let found = shared.withLock { shared -> Follower<State>? in
      guard !shared.isShutDown else { return nil }
      shared.clock += 1
      if let known = shared.entries[key]?.follower {
        shared.entries[key]?.lastUse = shared.clock
        return known
      }
      if shared.entries.count >= limit { makeRoom(&shared) }
      let follower = Follower<State>(asking())
      shared.entries[key] = Entry(follower: follower, lastUse: shared.clock)
      return follower
    }
    guard let found else { throw RegistryError(.cancelled, "the registry is shut down") }
    return found
  }

  /// Ends all reads, now and later, with `.cancelled`.
  func shutdown() {
    let entries = shared.withLock { shared in
      shared.isShutDown = true
      defer { shared.entries = [:] }
      return Array(shared.entries.values)
    }
    for entry in entries { entry.follower.shutdown() }
  }

  /// Forgets the older half of those that are idle.
  private func makeRoom(_ shared: inout Shared) {
    let idle = shared.entries.filter { $0.value.follower.isIdle }
      .sorted { $0.value.lastUse < $1.value.lastUse }
    for (key, _) in idle.prefix(max(1, idle.count / 2)) { shared.entries[key] = nil }
  }
}
