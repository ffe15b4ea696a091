import AgentConfiguration
import AgentCore
import Diagnostics

/// `trimtab check`: everything that can be judged without a registry.
enum CheckCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let request = try ConfigurationFlags.request(invocation, environment: world.environment)
    let reading = request.read()
    var found = reading.diagnostics
    found += judge(reading, invocation.value(.snapshot), request, in: world)
    let isGood = reading.configuration != nil && !found.contains { $0.severity == .error }
    if invocation.isOn(.json) {
      world.standardOutput.write(DiagnosticJSON.text(found))
      return isGood ? .success : .invalid
    }
    Messages(world, choice: invocation.value(.colour, or: world.environment)).show(found)
    guard isGood, let configuration = reading.configuration else { return .invalid }
    world.standardOutput.line(
      "the configuration is good: \(count(configuration.resources.count, "template")), "
        + count(configuration.registries.count, "registry", "registries"))
    return .success
  }

  /// What is wrong or doubtful in the templates, and with the snapshot file if there is one.
  private static func judge(
    _ reading: ConfigurationReading, _ path: String?, _ request: ConfigurationRequest,
    in world: Surroundings
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var replay: Replay?
    do throws(DiagnosticError) {
      replay = try path.map { path throws(DiagnosticError) in try Replay(path: path) }
      found += replay?.warnings ?? []
    } catch {
      found += error.diagnostics
    }
    // The registries that a broken file stands for are unknown.
    guard let read = reading.configuration,
      path == nil || replay != nil || !read.registries.isEmpty
    else { return found }
    let configuration = replay?.adapt(read) ?? read
    found += ConfigurationCheck.diagnostics(for: configuration)
    let isWrong = (reading.diagnostics + found).contains { $0.severity == .error }
    if configuration.resources.isEmpty, !isWrong { found.append(NoTemplates.diagnostic(request)) }
    if let replay, !isWrong { found += evaluation(of: configuration, with: replay, in: world) }
    return found
  }

  /// What goes wrong when the templates are evaluated on the answers of a snapshot file.
  private static func evaluation(
    of configuration: Configuration, with replay: Replay, in world: Surroundings
  ) -> [Diagnostic] {
    do throws(DiagnosticError) {
      let assembly = try Assembly.make(
        configuration, environment: world.environment, numbers: ResourceNumbers(),
        replaying: replay)
      return Trouble(replay.collect(assembly), timeout: "").diagnostics
    } catch {
      return error.diagnostics
    }
  }

  private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}

/// What is said of a configuration that renders nothing.
enum NoTemplates {
  /// The diagnostic; the hint says where was looked.
  static func diagnostic(
    _ request: ConfigurationRequest, severity: Diagnostic.Severity = .warning
  ) -> Diagnostic {
    var hint =
      switch request.foreign {
      case nil: "write a block `[[template]]`, or give `--template IN:OUT`"
      case .consulTemplate: "write a block `template`, or give `-template IN:OUT`"
      case .confd: "describe each file in a `conf.d/NAME.toml`"
      }
    if request.usesStandardPlaces {
      hint +=
        "; read were `\(ConfigurationRequest.standardFile)` and "
        + "`\(ConfigurationRequest.standardDirectory)`, as far as they exist"
    }
    return Diagnostic(severity, code: "no-template", "no template is configured", hint: hint)
  }
}
