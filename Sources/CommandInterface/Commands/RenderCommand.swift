import AgentCore
import Diagnostics
import LoadBalancing
import SystemSupport

/// `trimtab render`: one full pass, then the end.
enum RenderCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let printsOnly = invocation.isOn(.standardOutput)
    let timeout = try Collecting.Timeout(invocation, in: world)
    let preparation: Preparation
    switch try Preparation.make(invocation, in: world, needsDestinations: !printsOnly) {
    case .failure(let ending): return ending.status
    case .success(let made): preparation = made
    }
    var options = OneShotInstaller.Options()
    options.skipsCheck = invocation.isOn(.noCheck)
    options.skipsApply = invocation.isOn(.noReload)
    let installer = OneShotInstaller(options: options, log: preparation.log)
    let text = timeout.text
    return Collecting.collect(preparation, within: timeout) { collection in
      let trouble = Trouble(collection, timeout: text)
      preparation.messages.show(trouble.diagnostics)
      // All or nothing: a start that is half done is harder to see than one that failed.
      guard trouble.status == .success else { return trouble.status }
      let items = collection.resources.compactMap { item in
        if case .complete(let bytes) = item.outcome {
          (resource: item.resource, bytes: bytes)
        } else {
          nil
        }
      }
      if printsOnly {
        print(items.map { (name: $0.resource.name, bytes: $0.bytes) }, to: world.standardOutput)
        return .success
      }
      return report(items.map(\.resource), await installer.install(items), preparation)
    }
  }

  /// The results; several are headed by their names, as `tail` does.
  private static func print(_ items: [(name: String, bytes: [UInt8])], to output: Output) {
    for (index, item) in items.enumerated() {
      if items.count > 1 { output.line("\(index > 0 ? "\n" : "")==> \(item.name) <==") }
      output.write(item.bytes)
    }
  }

  private static func report(
    _ resources: [ManagedResource], _ outcomes: [OneShotInstaller.Outcome],
    _ preparation: Preparation
  ) -> ExitStatus {
    var status = ExitStatus.success
    for (resource, outcome) in zip(resources, outcomes) {
      let problem = describe(outcome, resource.destination, preparation.log)
      guard let problem else { continue }
      preparation.messages.show([Diagnostic(code: "render", problem.message)])
      if status == .success { status = problem.status }
    }
    return status
  }

  /// Logs what went well; gives what did not.
  private static func describe(
    _ outcome: OneShotInstaller.Outcome, _ destination: String, _ log: Log
  ) -> (message: String, status: ExitStatus)? {
    switch outcome {
    case .unchanged: log.info("unchanged", ["destination": destination])
    case .installed: log.info("installed", ["destination": destination])
    case .applied(let report):
      log.info("installed and applied", ["destination": destination, "how": report.summary])
    default: break
    }
    return outcome.problem(destination)
  }
}
