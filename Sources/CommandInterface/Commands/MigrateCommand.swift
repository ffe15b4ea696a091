import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport

/// `trimtab migrate`: another tool's configuration in our own form, and the proof that it gives the
/// same files.
enum MigrateCommand {
  /// The tools whose configurations are understood.
  static let tools = ["consul-template", "confd"]

  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let messages = Messages(world, choice: invocation.value(.colour, or: world.environment))
    let foreign = try foreign(of: invocation)
    do throws(DiagnosticError) {
      let migration = try Migration(foreign, environment: world.environment)
      messages.show(migration.diagnostics)
      let differences = migration.differences
      messages.show(differences.map(differs))
      guard differences.isEmpty else { return .differs }
      if let path = invocation.value(.snapshot) {
        let verdict = try verdict(on: migration, from: path, world, messages)
        guard verdict == .success else { return verdict }
      } else {
        messages.show([
          Diagnostic(
            .note, code: "unproven", "no data were given to compare both configurations with",
            hint: "`--snapshot FILE` renders both ways; `trimtab snapshot` records such a file")
        ])
      }
      guard let path = invocation.value(.outputFile) else {
        world.standardOutput.write(migration.text)
        return .success
      }
      return ResultFile.write(Array(migration.text.utf8), to: path, messages)
    } catch {
      messages.show(error.diagnostics)
      return .invalid
    }
  }

  private static func foreign(
    of invocation: Invocation
  ) throws(UsageError) -> ForeignConfiguration {
    let paths = Array(invocation.operands.dropFirst())
    switch invocation.operands.first {
    case "consul-template":
      guard !paths.isEmpty else {
        throw UsageError("expected the files of consul-template's configuration")
      }
      if invocation.value(.confdFlags) != nil {
        throw UsageError("`--confd-flags` is for `migrate confd`")
      }
      return .consulTemplate(ConsulTemplateRequest(paths: paths))
    case "confd":
      guard paths.count <= 1 else {
        throw UsageError("expected one directory of confd, found \(paths.count)")
      }
      return try ForeignFlags.confd(
        directory: paths.first ?? "/etc/confd", flags: invocation.value(.confdFlags))
    case nil:
      throw UsageError("expected a tool", hint: "such as `trimtab migrate confd /etc/confd`")
    case let tool?:
      throw UsageError(
        "no configuration of `\(tool)` can be read",
        hint: Suggestion.hint(for: tool, among: tools)
          ?? "known are \(tools.map { "`\($0)`" }.joined(separator: " and "))")
    }
  }

  // MARK: - The proof

  /// Renders both configurations over the recorded data.
  private static func verdict(
    on migration: Migration, from path: String, _ world: Surroundings, _ messages: Messages
  ) throws(DiagnosticError) -> ExitStatus {
    let replay = try Replay(path: path)
    messages.show(replay.warnings)
    let before = try rendered(migration.original, replay, world)
    let after = try rendered(migration.configuration, replay, world)
    let trouble = Trouble(before, timeout: "")
    messages.show(trouble.diagnostics)
    guard trouble.status == .success else { return trouble.status }
    var status = ExitStatus.success
    for (item, other) in zip(before.resources, after.resources) {
      if case .complete(let bytes) = item.outcome, case .complete(let others) = other.outcome,
        bytes == others
      {
        continue
      }
      status = .differs
      messages.show([differs(item.resource.destination)])
    }
    if status == .success {
      let count = before.resources.count
      messages.show([
        Diagnostic(
          .note, code: "equal",
          "\(count == 1 ? "the file is" : "all \(count) files are") the same both ways")
      ])
    }
    return status
  }

  private static func differs(_ name: String) -> Diagnostic {
    Diagnostic(
      code: "differs", "`\(name)` would not be the same", hint: "keep the original, and tell us")
  }

  private static func rendered(
    _ configuration: Configuration, _ replay: Replay, _ world: Surroundings
  ) throws(DiagnosticError) -> Collector.Collection {
    replay.collect(
      try Assembly.make(
        replay.adapt(configuration), environment: world.environment, numbers: ResourceNumbers(),
        replaying: replay))
  }
}
