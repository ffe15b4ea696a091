import AgentConfiguration
import Diagnostics

/// `trimtab check`: everything that can be judged without a registry.
enum CheckCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let request = try ConfigurationFlags.request(invocation, environment: world.environment)
    let reading = request.read()
    var found = reading.diagnostics
    if let configuration = reading.configuration {
      found += ConfigurationCheck.diagnostics(for: configuration)
      let isWrong = found.contains { $0.severity == .error }
      if configuration.resources.isEmpty, !isWrong { found.append(NoTemplates.diagnostic(request)) }
    }
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
    var hint = "write a block `[[template]]`, or give `--template IN:OUT`"
    if request.usesStandardPlaces {
      hint +=
        "; read were `\(ConfigurationRequest.standardFile)` and "
        + "`\(ConfigurationRequest.standardDirectory)`, as far as they exist"
    }
    return Diagnostic(severity, code: "no-template", "no template is configured", hint: hint)
  }
}
