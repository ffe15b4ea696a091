import AgentConfiguration
import LoadBalancing

extension ApplySettings {
  /// What judges candidates where no command was configured; nil where nobody can.
  var usualChecker: Checker? {
    switch self {
    case .nginx(let settings): Checker(NginxCheck(NginxSettings(settings)))
    case .spaced(let settings, _): settings.usualChecker
    case .both(let first, let second): first.usualChecker ?? second.usualChecker
    case .nothing, .command, .signal, .haproxy, .exec: nil
    }
  }
}

extension NginxSettings {
  /// What the configuration means.
  init(_ settings: NginxApplySettings) {
    self.init()
    binary = settings.binary
    configuration = settings.configuration
    pidFile = settings.pidFile
    errorLog = settings.errorLog
    oldWorkerLimit = Int(settings.oldWorkerLimit)
    reloadTimeout = settings.reloadTimeout
    checkTimeout = settings.checkTimeout
    reloadCommand = settings.reload.map {
      CommandReloader(
        $0, timeout: settings.reloadTimeout, environment: settings.reloadEnvironment)
    }
  }
}
