import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport

/// How a program at work takes over another configuration.
struct Rereading: Sendable {
  let environment: [String: String]
  let numbers: ResourceNumbers
  let logControl: LogControl
  let control: ControlServer
  let supervision: Supervision?
  /// Hears of templates that cannot be used, if the others are to work without them.
  var omitting: OmittedTemplates?

  /// What `read` gives comes into force, which `adopted` hears, or is refused, also for `problem`.
  func reconfiguration(
    read: @escaping @Sendable () -> (configuration: Configuration?, diagnostics: [Diagnostic]),
    problem: @escaping @Sendable (Configuration) -> Diagnostic?,
    adopted: @escaping @Sendable () -> Void = {}
  ) -> Reconfiguration {
    Reconfiguration(adopted: {
      adopt($0)
      adopted()
    }) { earlier in
      let reading = read()
      guard let configuration = reading.configuration else {
        return .failure(DiagnosticError(reading.diagnostics.filter { $0.severity == .error }))
      }
      for diagnostic in reading.diagnostics {
        logControl.log.warning(
          "the configuration is doubtful",
          ["detail": DiagnosticRenderer().render(diagnostic)])
      }
      if let problem = problem(configuration) { return .failure(DiagnosticError(problem)) }
      do throws(DiagnosticError) {
        return .success(
          try Assembly.make(
            configuration, environment: environment, numbers: numbers, reusing: earlier,
            log: logControl.log, omitting: omitting?.tell))
      } catch {
        return .failure(error)
      }
    }
  }

  private func adopt(_ assembly: Assembly) {
    logControl.apply(assembly.configuration.log)
    control.adopt(assembly.configuration)
    if let supervision {
      supervision.adopt(assembly.configuration)
    } else if assembly.configuration.exec?.command != nil {
      logControl.log.warning("the program of the new `[exec]` is not started before a restart")
    }
  }
}
