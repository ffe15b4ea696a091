import Synchronization

/// The least important level that is written, to be changed while logs are in use.
package final class LogThreshold: Sendable {
  private let level: Atomic<Int>

  /// A threshold.
  package init(_ level: Log.Level) { self.level = Atomic(level.rawValue) }

  /// The level now.
  package var minimum: Log.Level {
    get { Log.Level(rawValue: level.load(ordering: .relaxed)) ?? .info }
    set { level.store(newValue.rawValue, ordering: .relaxed) }
  }
}
