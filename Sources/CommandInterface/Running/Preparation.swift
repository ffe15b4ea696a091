import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport

/// What `run`, `render`, `diff` and `explain` need before they start.
struct Preparation: Sendable {
  /// Where the configuration comes from.
  let request: ConfigurationRequest
  /// The configuration made to work.
  let assembly: Assembly
  /// The numbers of the resources, for later configurations.
  let numbers: ResourceNumbers
  /// Where messages go.
  let messages: Messages
  /// The snapshot file that takes the registries' place, if there is one.
  let replay: Replay?
  /// Where answers are kept that may stand in for those of registries, if that is wanted.
  let cache: CacheFolder?
  /// Decides what of the log is written, and how.
  let logControl: LogControl
  /// Hears of templates that cannot be used, if the others are to work without them.
  var omitting: OmittedTemplates?

  /// Where records go.
  var log: Log { logControl.log }

  /// Reads the configuration and makes it work; shows everything that is wrong and gives the status
  /// to end with otherwise.
  static func make(
    _ invocation: Invocation, in world: Surroundings, needsDestinations: Bool
  ) throws(UsageError) -> Result<Preparation, Ending> {
    let messages = Messages(world, choice: invocation.value(.colour, or: world.environment))
    let request = try ConfigurationFlags.request(invocation, environment: world.environment)
    let reading = request.read()
    messages.show(reading.diagnostics)
    guard let configuration = reading.configuration else { return .failure(Ending(.invalid)) }
    if invocation.isOn(.allowStale), configuration.cacheDirectory == nil {
      throw UsageError(
        "`--allow-stale` needs a cache", hint: "set `cache_dir` in the configuration")
    }
    guard !configuration.resources.isEmpty else {
      messages.show([NoTemplates.diagnostic(request, severity: .error)])
      return .failure(Ending(.invalid))
    }
    if needsDestinations,
      let homeless = configuration.resources.first(where: { $0.destination == nil })
    {
      throw UsageError(
        "the template `\(homeless.name)` has no destination",
        hint: "write `--template IN:OUT`; `render --stdout` needs none")
    }
    var replay: Replay?
    do throws(DiagnosticError) {
      replay = try invocation.value(.snapshot).map { path throws(DiagnosticError) in
        try Replay(path: path)
      }
    } catch {
      messages.show(error.diagnostics)
      return .failure(Ending(.invalid))
    }
    messages.show(replay?.warnings ?? [])
    do throws(SystemError) {
      try ProcessStart.prepareForWork()
    } catch {
      messages.show([Diagnostic(code: "system", "\(error)")])
      return .failure(Ending(.cannotStart))
    }
    let numbers = ResourceNumbers()
    let logControl = LogControl(configuration.log, to: world.standardError)
    do throws(DiagnosticError) {
      let assembly = try Assembly.make(
        configuration, environment: world.environment, numbers: numbers,
        replaying: replay, log: logControl.log)
      let preparation = Preparation(
        request: request, assembly: assembly, numbers: numbers, messages: messages,
        replay: replay, cache: cache(invocation, configuration, logControl.log),
        logControl: logControl)
      return .success(preparation)
    } catch {
      messages.show(error.diagnostics)
      return .failure(Ending(.invalid))
    }
  }

  private static func cache(
    _ invocation: Invocation, _ configuration: Configuration, _ log: Log
  ) -> CacheFolder? {
    guard invocation.isOn(.allowStale) else { return nil }
    return configuration.cacheDirectory.map { CacheFolder($0, log: log) }
  }

  /// The command ended before it started.
  struct Ending: Error {
    let status: ExitStatus

    init(_ status: ExitStatus) { self.status = status }
  }
}
