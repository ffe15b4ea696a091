import AgentConfiguration
import Diagnostics

/// `trimtab check`: everything that can be judged without a registry.
enum CheckCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let messages = Messages(world, choice: invocation.value(.colour, or: world.environment))
    let request = try ConfigurationFlags.request(invocation, environment: world.environment)
    let reading = request.read()
    messages.show(reading.diagnostics)
    guard let configuration = reading.configuration else { return .invalid }
    _ = configuration
    return .success
  }
}
