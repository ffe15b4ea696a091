import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// confd's lines of log: time, host, program and process, level, message.
struct ConfdLogLine: Sendable {
  private let host: String
  private let program: String

  /// Lines of a program of that name.
  init(program: String) {
    self.program = program
    host = (try? NameLookup.hostName()) ?? "localhost"
  }

  /// The line of a record, with its newline.
  func text(_ record: Log.Record) -> String {
    // Whole seconds, as confd writes them.
    let time = UTCTime.now.prefix { $0 != "." }
    let level = record.level.name.uppercased()
    return "\(time)Z \(host) \(program)[\(getpid())]: \(level) \(LogFormat.body(record))\n"
  }
}
