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
    options.denied = deniedFunctions
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
    options.offersDialects = offersDialects
    return options
  }

  /// The keys of confd's functions which the settings mean.
  var keySpace: KeySpace {
    var space = KeySpace(
      prefix: keys.prefix, keys: keys.paths, match: keys.match == .path ? .path : .text,
      listsRoot: keys.listsRoot)
    space.countsDown = keys.countsDown
    return space
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
    target.hasPlainStage = stageName == .plain
    target.keepsStage = keepsStage
    target.drift = drift
    target.replacesLink = replacesLink
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
    child.environment = EnvironmentFilter(environment)
    child.sharesDescriptors = sharesDescriptors
    return child
  }
}

extension ApplySettings {
  /// The settings with the destination's path for the placeholders in a command.
  func filled(destination: String) -> ApplySettings {
    switch self {
    case .command(var command):
      command.line = command.line.filled(destination: destination)
      return .command(command)
    case .haproxy(var settings):
      settings.reload = settings.reload?.filled(destination: destination)
      return .haproxy(settings)
    case .nginx(var settings):
      settings.reload = settings.reload?.filled(destination: destination)
      return .nginx(settings)
    case .spaced(let settings, let spacing):
      return .spaced(settings.filled(destination: destination), spacing)
    case .both(let first, let second):
      return .both(
        first.filled(destination: destination), then: second.filled(destination: destination))
    case .nothing, .signal, .exec: return self
    }
  }

  /// Whether it is tried again after a failure.
  var isRetried: Bool {
    if case .command(let command) = unspaced { command.isRetried } else { true }
  }

  /// Whether what applies them tells whether the balancer took the change.
  var knowsItsBalancer: Bool {
    switch self {
    case .haproxy, .nginx: true
    case .spaced(let settings, _): settings.knowsItsBalancer
    case .both(let first, let second): first.knowsItsBalancer || second.knowsItsBalancer
    case .nothing, .command, .signal, .exec: false
    }
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
    case .both(let first, let second):
      ChainedReloader(first.reloader(log: log), second.reloader(log: log))
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
    // What is no address is a path, which may be a relative one.
    let sockets = settings.runtimeSockets.map { SocketAddress(haproxy: $0) ?? .path($0) }
    runtimeSockets = sockets.isEmpty ? nil : sockets
    masterSocket = settings.masterSocket.map { SocketAddress(haproxy: $0) ?? .path($0) }
    pidFile = settings.pidFile
    throttle = ReloadThrottle(spacing)
    usesRuntime = settings.usesRuntime
    drainTime = settings.drainTime
    driftInterval = settings.driftInterval
    runtimeTimeout = settings.runtimeTimeout
    oldWorkerLimit = Int(settings.oldWorkerLimit)
    reloadTimeout = settings.reloadTimeout
    reloadCommand = settings.reload.map {
      CommandReloader(
        $0, timeout: settings.reloadTimeout, environment: settings.reloadEnvironment)
    }
  }
}

extension CommandReloader {
  /// What a balancer's own `reload` means.
  init(_ line: CommandLineText, timeout: Duration, environment: ChildEnvironmentSettings) {
    var settings = CommandSettings(line, timeout: timeout)
    settings.environment = environment
    self.init(settings.child)
  }
}

extension ReloadThrottle {
  /// What the configuration means.
  init(_ spacing: ReloadSpacing) {
    self.init(
      interval: spacing.interval, burst: Int(spacing.burst), jitter: spacing.jitter)
  }
}
