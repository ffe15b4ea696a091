import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport

/// `trimtab confd`, or a program named `confd`: confd's command line over our engine.
struct ConfdCommand {
  private let world: Surroundings
  private let name: String
  private let messages: Messages

  /// confd's exit status for everything that went wrong, and that of Go for a command line that
  /// was not understood.
  private static let failure: Int32 = 1
  private static let usage: Int32 = 2

  /// The command in a world; `name` is what the program was called.
  init(_ world: Surroundings, called name: String) {
    self.world = world
    self.name = name
    messages = Messages(world, choice: nil)
  }

  /// Does what the arguments say and gives the exit status.
  func run(_ arguments: [String]) -> Int32 {
    let read: ConfdArguments
    do throws(UsageError) {
      read = try ConfdArguments(arguments)
    } catch {
      messages.show([Diagnostic(code: "usage", error.message, hint: error.hint)])
      return ConfdCommand.usage
    }
    switch read.action {
    case .version:
      world.standardOutput.line(ConfdHelp.version)
      return 0
    case .help:
      world.standardOutput.write(ConfdHelp.text)
      return 0
    case .work:
      messages.show(read.warnings)
      return work(read.source)
    }
  }

  private func work(_ source: ConfdSource) -> Int32 {
    let options = source.options(environment: world.environment)
    let request = request(source, options)
    let reading = request.read()
    messages.show(reading.diagnostics)
    guard let configuration = reading.configuration else { return ConfdCommand.failure }
    if options.mode.checks { return check(configuration) }
    do throws(SystemError) {
      try ProcessStart.prepareForWork()
    } catch {
      messages.show([Diagnostic(code: "system", "\(error)")])
      return ConfdCommand.failure
    }
    let line = ConfdLogLine(program: name)
    let logControl = LogControl(
      configuration.log, to: world.standardError, textLine: { line.text($0) })
    if configuration.resources.isEmpty {
      logControl.log.warning("found no resources", ["confdir": options.directory])
    }
    let isPass = options.mode.isOnetime || options.mode.isPreflight
    guard options.mode.watches, !isPass else {
      let service = ServiceNotifier(
        world.environment, watchdogInterval: options.watchdogInterval)
      let passes = ConfdPasses(
        request: request, options: options, world: world, service: service, log: logControl.log)
      return passes.run(configuration) ? 0 : ConfdCommand.failure
    }
    return follow(configuration, request, logControl, options.watchdogInterval)
  }

  /// Where everything comes from. What confd has no word for, our own variables may say.
  private func request(_ source: ConfdSource, _ options: ConfdOptions) -> ConfigurationRequest {
    var overrides = ConfigurationOverrides()
    overrides.otherVariables = FlagTable.ownVariables
    overrides.set(["log", "level"], to: (options.level ?? .info).name, from: "-log-level")
    overrides.set(
      ["log", "format"], to: options.logFormat.isEmpty ? "text" : options.logFormat,
      from: "-log-format")
    if !options.metricsAddress.isEmpty {
      overrides.set(
        ["control", "metrics_address"], to: options.metricsAddress, from: "-metrics-addr")
    }
    var request = ConfigurationRequest(environment: world.environment, overrides: overrides)
    request.foreign = .confd(source)
    return request
  }

  /// `-check-config`.
  private func check(_ configuration: Configuration) -> Int32 {
    let found = ConfigurationCheck.diagnostics(for: configuration)
    messages.show(found)
    guard !found.contains(where: { $0.severity == .error }) else { return ConfdCommand.failure }
    let count = configuration.resources.count
    world.standardOutput.line(
      "the configuration is good: \(count) resource\(count == 1 ? "" : "s")")
    return 0
  }

  /// `-watch`: the agent.
  private func follow(
    _ configuration: Configuration, _ request: ConfigurationRequest, _ logControl: LogControl,
    _ watchdogInterval: Duration?
  ) -> Int32 {
    let numbers = ResourceNumbers()
    do throws(DiagnosticError) {
      let assembly = try Assembly.make(
        configuration, environment: world.environment, numbers: numbers, log: logControl.log,
        omitting: OmittedTemplates(log: logControl.log).tell)
      let preparation = Preparation(
        request: request, assembly: assembly, numbers: numbers, messages: messages, replay: nil,
        cache: nil, logControl: logControl, omitting: OmittedTemplates(log: logControl.log))
      let status = RunCommand.start(preparation, watchdogInterval: watchdogInterval)
      return status == .success ? 0 : ConfdCommand.failure
    } catch {
      messages.show(error.diagnostics)
      return ConfdCommand.failure
    }
  }
}
