import Synchronization
package import SystemSupport

/// Keeps log records for a test to look at.
package final class MemoryLog: Sendable {
  private let records = Mutex<[Log.Record]>([])

  /// Nothing logged yet.
  package init() {}

  /// The log to hand to the code under test.
  package var log: Log {
    Log(minimum: .trace) { [self] record in records.withLock { $0.append(record) } }
  }

  /// One line per record, without time: `warning message key=value`.
  package var lines: [String] {
    records.withLock { records in
      records.map { record in
        let fields = record.fields.map { " \($0.key)=\($0.value)" }
        return "\(record.level.name) \(record.message)\(fields.joined())"
      }
    }
  }

  /// Whether some record's line contains a text.
  package func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }
}
