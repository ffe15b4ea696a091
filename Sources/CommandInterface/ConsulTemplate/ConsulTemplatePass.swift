import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport
import TemplateLanguage

/// `-parse-only`.
struct ConsulTemplatePass {
  let world: Surroundings
  let messages: Messages
  let log: Log

  /// Judges all templates and does nothing.
  func judge(_ state: ConsulTemplateSource.State) -> Int32 {
    let found = ConfigurationCheck.diagnostics(for: state.configuration)
    messages.show(found)
    return found.contains { $0.severity == .error }
      ? ConsulTemplateStatus.failure : ConsulTemplateStatus.success
  }

  /// What the original does: renders what needs no data, and runs its commands.
  func render(_ state: ConsulTemplateSource.State) -> Int32 {
    do throws(DiagnosticError) {
      let assembly = try Assembly.make(
        state.configuration, environment: world.environment, numbers: ResourceNumbers(), log: log)
      let log = log
      let problems = Blocking.wait {
        let collection = await Collector(assembly, log: log).collect(within: .zero)
        var problems: [Diagnostic] = []
        var items: [(resource: ManagedResource, bytes: [UInt8])] = []
        for item in collection.resources {
          switch item.outcome {
          case .complete(let bytes): items.append((item.resource, bytes))
          case .failed(let error): problems.append(error.diagnostic)
          case .incomplete: break
          }
        }
        let outcomes = await OneShotInstaller(log: log).install(items)
        for (item, outcome) in zip(items, outcomes) {
          guard let problem = outcome.problem(item.resource.destination) else { continue }
          problems.append(Diagnostic(code: "render", problem.message))
        }
        await assembly.shutdown()
        return problems
      }
      messages.show(problems)
      return problems.isEmpty ? ConsulTemplateStatus.success : ConsulTemplateStatus.failure
    } catch {
      messages.show(error.diagnostics)
      return ConsulTemplateStatus.failure
    }
  }
}
