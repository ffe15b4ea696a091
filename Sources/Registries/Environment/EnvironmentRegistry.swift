package import RegistryCore
import Values

/// The variables of the environment as a key-value store.
///
/// A process's environment does not change: a read after an index waits out the wait time and gives
/// the same data.
package final class EnvironmentRegistry: Registry {
  private let keys: EnvironmentKeys
  private let wait: Duration
  private let pauses = PollPauses()

  /// A registry of these keys. A read waits `wait` for a change that does not come.
  package init(_ keys: EnvironmentKeys, wait: Duration = .seconds(600)) {
    self.keys = keys
    self.wait = wait
  }

  /// Answers a query for keys; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    let question = try KeyQuestion(query.subject, of: "an environment registry")
    if index != nil { try await pauses.pause(for: wait) }
    switch question {
    case .key(let path):
      return Reading(value: keys.value(of: path).map(Value.bytes) ?? .absent, index: 1)
    case .prefix(let path):
      let list = KeyPair.list(keys.pairs(below: path), relativeTo: Bytes(path))
      return Reading(value: list, index: 1)
    }
  }

  /// Ends reads under way with `.cancelled`.
  package func shutdown() async { pauses.shutdown() }
}
