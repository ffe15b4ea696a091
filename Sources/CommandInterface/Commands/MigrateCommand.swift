import AgentConfiguration
import AgentCore
import Diagnostics
import TemplateLanguage

/// `trimtab migrate`: another tool's configuration in our own language.
enum MigrateCommand {
  /// The tools whose configurations are understood.
  static let tools = ["confd"]

  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    guard let tool = invocation.operands.first else {
      throw UsageError("expected a tool", hint: "such as `trimtab migrate confd /etc/confd`")
    }
    guard tools.contains(tool) else {
      throw UsageError(
        "no configuration of `\(tool)` can be read", hint: Suggestion.hint(for: tool, among: tools))
    }
    let source = try ForeignFlags.confd(
      directory: invocation.operands.dropFirst().first ?? ConfdOptions().directory,
      flags: invocation.value(.confdFlags))
    let messages = Messages(world, choice: invocation.value(.colour, or: world.environment))
    var request = ConfigurationRequest(environment: world.environment)
    request.foreign = .confd(source)
    let reading = request.read()
    messages.show(reading.diagnostics)
    guard let theirs = reading.configuration else { return .invalid }
    let migration = ConfdMigration(
      theirs, source.options(environment: world.environment))
    let text = ConfigurationWriter.text(of: migration.configuration, notes: migration.notes)
    world.standardOutput.write(text)
    guard let path = invocation.value(.snapshot) else { return .success }
    return compare(theirs, text, over: path, in: world, messages)
  }

  /// Renders both over a snapshot, and says whether the files are the same.
  private static func compare(
    _ theirs: Configuration, _ text: String, over path: String, in world: Surroundings,
    _ messages: Messages
  ) -> ExitStatus {
    let ours = ConfigurationReader.read(
      files: [Source(name: "the configuration above", text: text)])
    messages.show(ours.diagnostics)
    guard let ours = ours.configuration else { return .invalid }
    do throws(DiagnosticError) {
      let replay = try Replay(path: path)
      messages.show(replay.warnings)
      let files = [
        try collect(theirs, replay, world), try collect(ours, replay, world),
      ]
      for trouble in files.map({ Trouble($0, timeout: "") }) where trouble.status != .success {
        messages.show(trouble.diagnostics)
        return trouble.status
      }
      let pairs = zip(files[0].resources, files[1].resources)
      let different = pairs.filter { bytes($0.outcome) != bytes($1.outcome) }
      for (resource, _) in different {
        messages.show([
          Diagnostic(code: "migration", "`\(resource.resource.destination)` would be another file")
        ])
      }
      guard different.isEmpty else { return .differs }
      let count = files[0].resources.count
      messages.show([
        Diagnostic(
          .note, code: "migration",
          "both configurations give the same \(count == 1 ? "file" : "\(count) files") "
            + "over `\(path)`")
      ])
      return .success
    } catch {
      messages.show(error.diagnostics)
      return .invalid
    }
  }

  private static func collect(
    _ configuration: Configuration, _ replay: Replay, _ world: Surroundings
  ) throws(DiagnosticError) -> Collector.Collection {
    replay.collect(
      try Assembly.make(
        replay.adapt(configuration), environment: world.environment, numbers: ResourceNumbers(),
        replaying: replay))
  }

  private static func bytes(_ outcome: Collector.Outcome) -> [UInt8]? {
    if case .complete(let bytes) = outcome { bytes } else { nil }
  }
}
