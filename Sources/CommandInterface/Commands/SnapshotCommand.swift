import AgentConfiguration
import AgentCore
import Diagnostics
import RegistryCore
import Rendering
import SystemSupport
import Values

/// `trimtab snapshot`: records everything a rendering needs.
enum SnapshotCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let timeout = try Collecting.Timeout(invocation, in: world)
    let patterns = try patterns(of: invocation)
    let preparation: Preparation
    switch try Preparation.make(invocation, in: world, needsDestinations: false) {
    case .failure(let ending): return ending.status
    case .success(let made): preparation = made
    }
    let tokens = Tokens.all(of: preparation.assembly.configuration)
    let showsSecrets = invocation.isOn(.includeSecrets)
    let redaction: Redaction =
      showsSecrets ? .onlyTokens(tokens) : .secrets(patterns: patterns, tokens: tokens)
    let includesVolatile = invocation.isOn(.includeVolatile)
    let path = invocation.value(.outputFile)
    let text = timeout.text
    return Collecting.collect(preparation, within: timeout) { collection in
      let trouble = Trouble(collection, timeout: text)
      preparation.messages.show(trouble.diagnostics)
      guard trouble.status == .success else { return trouble.status }
      let recorder = Recorder(preparation.assembly)
      let result = RecordingWriter.write(
        recorder.record(collection.snapshot), redaction: redaction,
        includesVolatile: includesVolatile)
      note(result.redactedCount, preparation.messages)
      guard let path else {
        world.standardOutput.write(result.text)
        return .success
      }
      return ResultFile.write(
        result.text, to: path, isPrivate: showsSecrets, preparation.messages)
    }
  }

  private static func patterns(of invocation: Invocation) throws(UsageError) -> [Regex] {
    var patterns: [Regex] = []
    for text in invocation.values(.redact) {
      do throws(ValueError) {
        patterns.append(try Regex(Bytes(text)))
      } catch {
        throw UsageError("expected a regular expression for `--redact`: \(error.message)")
      }
    }
    return patterns
  }

  private static func note(_ count: Int, _ messages: Messages) {
    guard count > 0 else { return }
    messages.show([
      Diagnostic(
        .note, code: "redacted", "\(count) \(count == 1 ? "secret is" : "secrets are") hidden",
        hint: "`--include-secrets` shows them")
    ])
  }
}
