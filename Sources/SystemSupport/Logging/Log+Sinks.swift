extension Log {
  /// A log that writes lines to standard error.
  package static func standardError(
    format: LogFormat = .text, minimum: Level = .info
  ) -> Log {
    lines(to: .standardError, format: format, minimum: minimum)
  }

  /// A log that writes lines.
  package static func lines(
    to writer: LineWriter, format: LogFormat, minimum: Level
  ) -> Log {
    Log(minimum: minimum) { writer.write(format.line($0, time: UTCTime.now)) }
  }
}
