import AgentConfiguration
import Synchronization
import SystemSupport

/// The log of a command, whose level and format a new configuration may change.
final class LogControl: Sendable {
  /// Where records go.
  let log: Log
  private let threshold: LogThreshold
  private let format: Shared

  /// The format, by reference, so that the log's sink does not hold the control.
  private final class Shared: Sendable {
    let value: Mutex<LogFormat>

    init(_ value: LogFormat) { self.value = Mutex(value) }
  }

  /// A log to `output`; `textLine`, which hears of every record, makes the lines of the format
  /// `text` in another way than ours.
  init(
    _ settings: LogSettings, to output: Output,
    textLine: (@Sendable (Log.Record) -> String)? = nil
  ) {
    let threshold = LogThreshold(settings.level)
    let format = Shared(LogControl.format(of: settings))
    self.threshold = threshold
    self.format = format
    log = Log(threshold: threshold) { record in
      let format = format.value.withLock { $0 }
      let foreign = textLine?(record)
      let line = format == .text ? foreign : nil
      output.write(line ?? format.line(record, time: UTCTime.now))
    }
  }

  /// Takes over new settings.
  func apply(_ settings: LogSettings) {
    threshold.minimum = settings.level
    format.value.withLock { $0 = LogControl.format(of: settings) }
  }

  private static func format(of settings: LogSettings) -> LogFormat {
    LogFormat(rawValue: settings.format.rawValue) ?? .text
  }
}
