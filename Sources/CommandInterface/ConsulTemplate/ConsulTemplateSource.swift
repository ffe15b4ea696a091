import AgentConfiguration
import AgentCore
import Diagnostics

/// What consul-template is told, read now and again when it changed.
struct ConsulTemplateSource: Sendable {
  /// What was read.
  struct State: Sendable {
    let configuration: Configuration
    let settings: ConsulTemplateSettings
  }

  /// How the program works.
  let modes: [ConsulTemplateFlag.Mode: Bool]
  private let request: ConfigurationRequest

  /// The source that a command line means. What consul-template has no word for, our own variables
  /// may say: `TRIMTAB_STATE_DIR`, `TRIMTAB_LOG_FORMAT` ...
  init(_ invocation: ConsulTemplateInvocation, _ world: Surroundings) {
    modes = invocation.modes
    var overrides = ConfigurationOverrides()
    overrides.otherVariables = FlagTable.ownVariables.union([
      ConsulTemplateInvocation.strictVariable
    ])
    var request = ConfigurationRequest(environment: world.environment, overrides: overrides)
    var foreign = invocation.request
    foreign.isDryRun = invocation.isOn(.dry)
    request.foreign = .consulTemplate(foreign)
    self.request = request
  }

  /// Whether a mode is on.
  func isOn(_ mode: ConsulTemplateFlag.Mode) -> Bool { modes[mode] ?? false }

  /// The variables of the environment.
  var environment: [String: String] { request.environment }

  /// Reads everything.
  func read() -> (state: State?, diagnostics: [Diagnostic]) {
    let reading = request.read()
    guard var configuration = reading.configuration, let settings = reading.consulTemplate else {
      return (nil, reading.diagnostics)
    }
    // What is done once is not worth a leader.
    if settings.isOnce || isOn(.once) { configuration.deduplication = nil }
    configuration.log.level = ConsulTemplateLog.level(settings.logLevel)
    let isIdle = configuration.resources.isEmpty && configuration.exec?.command == nil
    return (
      State(configuration: configuration, settings: settings),
      reading.diagnostics + (isIdle && !isOn(.version) ? [NoTemplates.diagnostic(request)] : [])
    )
  }

  /// What is wrong with templates that go nowhere, except where they are only shown.
  func problem(of configuration: Configuration) -> Diagnostic? {
    guard !isOn(.dry) else { return nil }
    return configuration.resources.first { $0.destination == nil }.map {
      Diagnostic(
        code: "no-destination", "the template `\($0.name)` has no destination",
        source: $0.origin?.source, span: $0.origin?.span)
    }
  }
}
