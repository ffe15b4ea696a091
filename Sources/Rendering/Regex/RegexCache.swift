import Synchronization
package import Values

/// Compiled expressions for reuse: patterns in templates are mostly constants. Shared by all tasks.
package final class RegexCache: Sendable {
  /// The cache of this process.
  package static let shared = RegexCache(capacity: 256)

  private struct Storage {
    var expressions: [Bytes: Regex] = [:]
    /// In the order of their coming, for leaving in that order.
    var order: [Bytes] = []
    var compilations = 0
  }

  private let capacity: Int
  private let storage = Mutex(Storage())

  /// A cache of at most `capacity` expressions.
  package init(capacity: Int) { self.capacity = max(1, capacity) }

  /// The number of expressions held.
  package var count: Int { storage.withLock { $0.expressions.count } }

  /// How many times a pattern was compiled.
  package var compilations: Int { storage.withLock { $0.compilations } }

  /// The compiled expression of a pattern.
  package func regex(_ pattern: Bytes) throws(ValueError) -> Regex {
    if let known = storage.withLock({ $0.expressions[pattern] }) { return known }
    // Compiled outside of the lock: two tasks may do it twice, none waits for the other.
    let regex = try Regex(pattern)
    storage.withLock { storage in
      storage.compilations += 1
      guard storage.expressions.updateValue(regex, forKey: pattern) == nil else { return }
      storage.order.append(pattern)
      if storage.order.count > capacity {
        storage.expressions[storage.order.removeFirst()] = nil
      }
    }
    return regex
  }
}
