package import ProcessControl

/// Applies a change by a command, such as `systemctl reload haproxy`. Status 0 means applied.
///
/// `{{.src}}` and `{{.dest}}` in the command both stand for the first destination, as the candidate
/// has become it.
package struct CommandReloader: Reloader {
  private let command: ChildCommand

  /// A command whose text may contain placeholders.
  package init(_ command: ChildCommand) { self.command = command }

  /// ``run `COMMAND` ``.
  package var summary: String { "run `\(command.text)`" }

  /// Runs the command to its end.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    let path = change.files.first?.path ?? ""
    var command = command
    command.text = command.text.filled(source: path, destination: path)
    let result: ProcessResult
    do {
      result = try await command.run()
    } catch {
      throw CommandReloader.reloadError(error)
    }
    let output = result.output.text
    guard result.ending.isSuccess else {
      throw ReloadError(.refused, "`\(command.text)` failed: \(result.ending)", output: output)
    }
    return ReloadReport(method: .command, summary: "ran `\(command.text)`", output: output)
  }

  private static func reloadError(_ error: ProcessError) -> ReloadError {
    let code: ReloadError.Code =
      switch error.code {
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      case .notFound, .notExecutable, .cannotStart: .cannotStart
      }
    return ReloadError(code, error.message, output: error.output.text)
  }
}
