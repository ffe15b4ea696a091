import AgentConfiguration
import SystemSupport

/// Where consul-template's messages go, and how they look.
struct ConsulTemplateLog: Sendable {
  private let file: RotatingFile?
  private let system: SystemLog?

  /// Opens what the settings name.
  init(_ settings: ConsulTemplateSettings) throws(SystemError) {
    system = settings.syslog.map {
      SystemLog(SyslogFacility(rawValue: $0.facility) ?? .local0, name: $0.name)
    }
    guard let wanted = settings.logFile else {
      file = nil
      return
    }
    var limits = RotatingFile.Limits()
    limits.bytes = wanted.rotateBytes
    limits.age = wanted.rotateInterval
    limits.files = wanted.maximumFiles
    file = try RotatingFile(path: wanted.path, limits: limits)
  }

  /// The line of a record, with its newline; it goes to the file and the system log, too.
  func text(_ record: Log.Record) -> String {
    let body = LogFormat.body(record)
    let line = "\(UTCTime.now) [\(ConsulTemplateLog.name(of: record.level))] (runner) \(body)\n"
    file?.write(line)
    system?.write(ConsulTemplateLog.severity(of: record.level), body)
    return line
  }

  /// What the levels of the configuration are to us.
  static func level(_ name: String) -> Log.Level {
    switch name {
    case "TRACE": .trace
    case "DEBUG": .debug
    case "INFO": .info
    case "ERR": .error
    default: .warning
    }
  }

  private static func name(of level: Log.Level) -> String {
    switch level {
    case .trace: "TRACE"
    case .debug: "DEBUG"
    case .info: "INFO"
    case .warning: "WARN"
    case .error: "ERR"
    }
  }

  private static func severity(of level: Log.Level) -> SystemLog.Severity {
    switch level {
    case .trace, .debug: .debug
    case .info: .notice
    case .warning: .warning
    case .error: .error
    }
  }
}
