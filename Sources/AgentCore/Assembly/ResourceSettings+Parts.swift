package import AgentConfiguration
package import LoadBalancing
import Networking
import ProcessControl
import Registries
import Rendering
package import SystemSupport
import TemplateLanguage

extension ResourceSettings {
  /// The template options which the settings mean.
  var templateOptions: CompiledTemplate.Options {
    var options = CompiledTemplate.Options()
    options.leftDelimiter = delimiters.left
    options.rightDelimiter = delimiters.right
    options.missingKey =
      switch missingKey {
      case .default: .default
      case .invalid: .invalid
      case .zero: .zero
      case .error: .error
      }
    options.dialect =
      switch functions {
      case .consul: .consul
      case .confd: .confd
      case .none: .none
      }
    return options
  }
}

extension DestinationSettings {
  /// The file which the settings mean.
  func target(in stateDirectory: String?) -> AtomicFile.Target {
    var target = AtomicFile.Target(path: path)
    target.mode = mode
    target.owner = owner
    target.group = group
    target.backups = backups
    target.createsDirectories = createsDirectories
    target.stateDirectory = stateDirectory
    return target
  }
}

extension CommandLineText {
  /// The command which the settings mean.
  var command: CommandText {
    switch self {
    case .arguments(let words): .arguments(words)
    case .shell(let text): .shell(text)
    }
  }

  fileprivate init(_ command: CommandText) {
    switch command {
    case .arguments(let words): self = .arguments(words)
    case .shell(let text): self = .shell(text)
    }
  }

  /// The command with the destination's path for both placeholders.
  fileprivate func filled(destination: String) -> CommandLineText {
    CommandLineText(command.filled(source: destination, destination: destination))
  }
}

extension CommandSettings {
  /// The child process which the settings mean.
  var child: ChildCommand {
    var child = ChildCommand(line.command, timeout: timeout)
    // What it says becomes part of a log record.
    child.outputLimit = 8 << 10
    return child
  }
}

extension ApplySettings {
  /// The settings with the destination's path for the placeholders in a command.
  func filled(destination: String) -> ApplySettings {
    switch self {
    case .command(let command):
      return .command(
        CommandSettings(command.line.filled(destination: destination), timeout: command.timeout))
    case .haproxy(var settings):
      settings.reload = settings.reload?.filled(destination: destination)
      return .haproxy(settings)
    case .nginx(var settings):
      settings.reload = settings.reload?.filled(destination: destination)
      return .nginx(settings)
    case .spaced(let settings, let spacing):
      return .spaced(settings.filled(destination: destination), spacing)
    case .nothing, .signal, .exec: return self
    }
  }

  /// The way without what spaces it out.
  var unspaced: ApplySettings {
    if case .spaced(let settings, _) = self { settings } else { self }
  }

  /// The longest time for which they hold back a reload that none has preceded.
  var longestSpacing: Duration {
    if case .spaced(_, let spacing) = self { spacing.jitter } else { .zero }
  }

  /// What carries the settings out.
  package func reloader(log: Log) -> any Reloader {
    switch self {
    // Only the agent runs a program.
    case .nothing, .exec: NoReloader()
    case .command(let command): CommandReloader(command.child)
    case .signal(let name, let pidFile): signalReloader(name, pidFile)
    case .haproxy(let settings): HAProxyReloader(HAProxySettings(settings), log: log)
    case .nginx(let settings): NginxReloader(NginxSettings(settings))
    case .spaced(.haproxy(let settings), let spacing):
      HAProxyReloader(HAProxySettings(settings, spacing), log: log)
    case .spaced(let settings, let spacing):
      ThrottledReloader(settings.reloader(log: log), ReloadThrottle(spacing))
    }
  }

  private func signalReloader(_ name: String, _ pidFile: String) -> any Reloader {
    guard let signal = SignalName(name) else {
      preconditionFailure("signal names are checked when the configuration is read")
    }
    return SignalReloader(signal: signal, pidFile: pidFile)
  }
}

extension HAProxySettings {
  /// What the configuration means.
  fileprivate init(_ settings: HAProxyApplySettings, _ spacing: ReloadSpacing = ReloadSpacing()) {
    self.init(configuration: settings.configuration ?? "")
    let sockets = settings.runtimeSockets.compactMap { SocketAddress(haproxy: $0) }
    runtimeSockets = sockets.isEmpty ? nil : sockets
    masterSocket = settings.masterSocket.flatMap { SocketAddress(haproxy: $0) }
    pidFile = settings.pidFile
    throttle = ReloadThrottle(spacing)
    usesRuntime = settings.usesRuntime
    drainTime = settings.drainTime
    driftInterval = settings.driftInterval
    runtimeTimeout = settings.runtimeTimeout
    oldWorkerLimit = Int(settings.oldWorkerLimit)
    reloadTimeout = settings.reloadTimeout
    reloadCommand = settings.reload.map {
      CommandReloader(CommandSettings($0, timeout: settings.reloadTimeout).child)
    }
  }
}

extension ReloadThrottle {
  fileprivate init(_ spacing: ReloadSpacing) {
    self.init(
      interval: spacing.interval, burst: Int(spacing.burst), jitter: spacing.jitter)
  }
}
