/// A place to write log records to. Cheap to copy; records below the minimum level cost one
/// comparison.
package struct Log: Sendable {
  /// How important a record is.
  package enum Level: Int, Sendable, Comparable, CaseIterable {
    case trace, debug, info, warning, error

    /// The order of importance.
    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// The name in configuration and output.
    package var name: String {
      switch self {
      case .trace: "trace"
      case .debug: "debug"
      case .info: "info"
      case .warning: "warning"
      case .error: "error"
      }
    }
  }

  /// One thing that happened.
  package struct Record: Sendable {
    /// How important it is.
    package let level: Level
    /// What happened, for people.
    package let message: String
    /// The details, in order; never secrets.
    package let fields: [(key: String, value: String)]
  }

  /// The least important level that is written.
  package var minimum: Level { threshold.minimum }
  private let threshold: LogThreshold
  private let context: [(key: String, value: String)]
  private let sink: @Sendable (Record) -> Void

  /// A log that hands its records to `sink`, which may be called from any thread.
  package init(minimum: Level, sink: @escaping @Sendable (Record) -> Void) {
    self.init(threshold: LogThreshold(minimum), sink: sink)
  }

  /// A log whose minimum may change.
  package init(threshold: LogThreshold, sink: @escaping @Sendable (Record) -> Void) {
    self.init(threshold: threshold, context: [], sink: sink)
  }

  private init(
    threshold: LogThreshold, context: [(key: String, value: String)],
    sink: @escaping @Sendable (Record) -> Void
  ) {
    self.threshold = threshold
    self.context = context
    self.sink = sink
  }

  /// A log that writes nothing.
  package static let silent = Log(minimum: .error) { _ in }

  /// The same log with a detail added to every record.
  package func with(_ key: String, _ value: String) -> Log {
    Log(threshold: threshold, context: context + [(key, value)], sink: sink)
  }

  /// The same log, with every record written as `level` if it is more important: for a part whose
  /// troubles somebody else tells.
  package func lowered(to level: Level) -> Log {
    let (threshold, sink) = (threshold, sink)
    return Log(threshold: threshold, context: context) { record in
      guard record.level > level else { return sink(record) }
      guard level >= threshold.minimum else { return }
      sink(Record(level: level, message: record.message, fields: record.fields))
    }
  }

  /// Writes a record of `level`.
  package func write(
    _ level: Level, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, String> = [:]
  ) {
    guard level >= minimum else { return }
    let secrets = KnownSecrets.shared
    let details = fields().map { (key: $0.key, value: secrets.hidden(in: $0.value)) }
    sink(Record(level: level, message: secrets.hidden(in: message()), fields: context + details))
  }

  /// Details for developers.
  package func debug(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, String> = [:]
  ) { write(.debug, message(), fields()) }

  /// Normal events that operators want to see.
  package func info(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, String> = [:]
  ) { write(.info, message(), fields()) }

  /// Something is wrong but handled.
  package func warning(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, String> = [:]
  ) { write(.warning, message(), fields()) }

  /// Something is wrong and needs a person.
  package func error(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, String> = [:]
  ) { write(.error, message(), fields()) }
}
