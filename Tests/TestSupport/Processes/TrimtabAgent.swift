/// The program and a folder of its own, in which its configuration is `trimtab.toml`.
package final class TrimtabAgent {
  /// Its folder.
  package let folder: TemporaryDirectory
  private var process: RunningProcess?

  /// Writes and starts nothing.
  package init(in folder: TemporaryDirectory? = nil) throws {
    self.folder = try folder ?? TemporaryDirectory()
  }

  /// Commands are looked for where systems have them.
  private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

  /// Runs another command than `run` to its end.
  package func run(_ command: String, _ flags: [String] = []) async throws -> FinishedCommand {
    try await FinishedCommand.run(
      TrimtabBinary.path(), [command, "-c", folder.file("trimtab.toml")] + flags,
      environment: TrimtabAgent.environment)
  }

  /// Renders the files; throws what the program said unless it ended with 0.
  package func render(_ flags: [String] = []) async throws {
    let result = try await run("render", flags)
    guard result.status == 0 else { throw TestSupportError(result.standardError) }
  }

  /// Starts `run` and waits until it looks after its files. `wrapper` is a program that runs it.
  package func start(through wrapper: [String] = []) async throws {
    let words = wrapper + [try TrimtabBinary.path(), "run", "-c", folder.file("trimtab.toml")]
    process = try RunningProcess(
      words[0], Array(words.dropFirst()), environment: TrimtabAgent.environment)
    try await says("started ")
  }

  /// What `run` said.
  package var log: String { process?.standardError ?? "" }

  /// Whether `run` has not ended.
  package var isRunning: Bool { process?.isRunning == true }

  /// Waits until `run` has said a text; throws all that it said if it does not.
  package func says(_ text: String) async throws {
    try await comes("`\(text)`") { log.contains(text) }
  }

  /// Waits until something holds; throws what `run` said if it does not.
  package func comes(_ what: String, _ holds: () throws -> Bool) async throws {
    guard await eventually({ (try? holds()) == true }) else {
      throw TestSupportError("never: \(what)\n\(log)")
    }
  }

  /// Ends `run`.
  package func stop() async throws {
    try await process?.stop()
    process = nil
  }
}
