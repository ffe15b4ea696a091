import AgentConfiguration
import AgentCore
import Diagnostics
import LoadBalancing
import Rendering
import SystemSupport

/// `trimtab diff`: what `render` would change.
enum DiffCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let timeout = try Collecting.Timeout(invocation, in: world)
    let preparation: Preparation
    switch try Preparation.make(invocation, in: world, needsDestinations: true) {
    // Whatever the trouble is, 1 must mean a difference and nothing else.
    case .failure: return .usage
    case .success(let made): preparation = made
    }
    let usesColour = world.usesColour(
      on: world.standardOutput, choice: invocation.value(.colour, or: world.environment))
    let text = timeout.text
    return Collecting.collect(preparation, within: timeout) { collection in
      let trouble = Trouble(collection, timeout: text)
      preparation.messages.show(trouble.diagnostics)
      var status: ExitStatus = trouble.status == .success ? .success : .usage
      for item in collection.resources {
        guard case .complete(let bytes) = item.outcome, let file = item.resource.file else {
          continue
        }
        do throws(SystemError) {
          let isDifferent = try await show(
            item, file, bytes, usesColour: usesColour, world, preparation.messages)
          if isDifferent, status == .success { status = .differs }
        } catch {
          preparation.messages.show([Diagnostic(code: "unreadable", "\(error)")])
          status = .usage
        }
      }
      return status
    }
  }

  /// Shows one file's difference, if there is one.
  private static func show(
    _ item: Collector.Collected, _ file: AtomicFile, _ bytes: [UInt8], usesColour: Bool,
    _ world: Surroundings, _ messages: Messages
  ) async throws(SystemError) -> Bool {
    let resource = item.resource
    switch try file.difference(from: bytes) {
    case .none:
      guard resource.mark?.read() != nil else { return false }
      messages.show([
        Diagnostic(
          .note, code: "pending",
          "`\(resource.destination)` has the right contents, which are not applied yet; "
            + "`trimtab status` says why, if the agent runs")
      ])
    case .attributesOnly:
      messages.show([
        Diagnostic(
          .note, code: "attributes",
          "`\(resource.destination)` has the right contents; its mode or owner would change")
      ])
    case .contents:
      let old = try file.current()
      let diff = UnifiedDiff.render(
        old: old, new: bytes, oldName: resource.destination,
        newName: resource.destination, colour: usesColour, hidesLines: item.inputs.hasSecrets)
      world.standardOutput.write(diff.text)
      messages.show([
        Diagnostic(
          .note, code: "diff",
          "`\(resource.destination)` would change (\(diff.statistics)), then "
            + way(resource.apply))
      ])
      let change = AppliedChange(files: [
        AppliedChange.File(path: resource.destination, oldContents: old, newContents: bytes)
      ])
      var plan = await resource.apply.reloader(log: .silent).preview(change)
      // A plan tells words of the file.
      if item.inputs.hasSecrets, !plan.isEmpty {
        plan = ["it is not shown how, since the file has decrypted values"]
      }
      messages.show(plan.map { Diagnostic(.note, code: "plan", $0) })
    }
    return true
  }

  /// How a change would be applied.
  private static func way(_ apply: ApplySettings) -> String {
    switch apply {
    case .nothing: "nothing would be done, since neither `reload` nor `signal` is configured"
    case .spaced(let apply, _): way(apply)
    case .both(let first, let second): way(first) + ", then " + way(second)
    case .haproxy: "applied to HAProxy:"
    case .exec: "the program of `[exec]` would be told"
    case .nginx: "applied to nginx:"
    case .signal(let name, let pidFile): "\(name) would be sent to the process of `\(pidFile)`"
    case .command(let command):
      switch command.line {
      case .shell(let line): "`\(line)` would be run"
      case .arguments(let words): "`\(words.joined(separator: " "))` would be run"
      }
    }
  }
}
