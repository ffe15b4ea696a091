import AgentConfiguration
import Synchronization
import SystemSupport

/// Where consul-template's messages go besides standard error, and how they look.
final class ConsulTemplateLog: Sendable {
  private struct Places {
    var settings: ConsulTemplateSettings.LogFile?
    var file: RotatingFile?
    var system: SystemLog?
  }

  private let places = Mutex(Places())

  /// Goes to the places that the settings name. A file that is open already is written on. Where
  /// nobody takes messages for the system the original does not begin; we only say it.
  func adopt(
    _ settings: ConsulTemplateSettings, isStrict: Bool, _ warn: (String) -> Void
  ) throws(SystemError) {
    let earlier = places.withLock { $0 }
    var next = Places(settings: settings.logFile)
    next.file =
      next.settings == earlier.settings ? earlier.file : try settings.logFile.map(Self.open)
    next.system = settings.syslog.map {
      SystemLog(SyslogFacility(rawValue: $0.facility) ?? .local0, name: $0.name)
    }
    do throws(SystemError) {
      try next.system?.reach()
    } catch {
      if isStrict { throw error }
      warn("messages for the system's log are lost: \(error)")
    }
    places.withLock { [next] in $0 = next }
  }

  private static func open(
    _ wanted: ConsulTemplateSettings.LogFile
  ) throws(SystemError) -> RotatingFile {
    var limits = RotatingFile.Limits()
    limits.bytes = wanted.rotateBytes
    limits.age = wanted.rotateInterval
    limits.files = wanted.maximumFiles
    return try RotatingFile(path: wanted.path, limits: limits)
  }

  /// The line of a record, with its newline; it goes to the file and to the system's log, too.
  func line(_ record: Log.Record) -> String {
    let body = "(runner) \(LogFormat.body(record))"
    let line = "\(UTCTime.now) [\(Self.name(of: record.level))] \(body)\n"
    let places = places.withLock { $0 }
    places.file?.write(line)
    places.system?.write(Self.severity(of: record.level), body)
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
