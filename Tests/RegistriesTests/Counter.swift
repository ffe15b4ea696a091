import Synchronization

/// Counts from zero, from any thread.
final class Counter: Sendable {
  private let value = Mutex(0)

  /// The number so far, which then grows by one.
  func next() -> Int {
    value.withLock { value in
      defer { value += 1 }
      return value
    }
  }
}
