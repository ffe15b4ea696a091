/// A command that ran to its end, with what it wrote.
package struct FinishedCommand: Sendable {
  /// How it ended.
  package let end: RunningProcess.End
  /// Its standard output.
  package let standardOutput: String
  /// Its standard error.
  package let standardError: String

  /// The exit status; nil when a signal ended it.
  package var status: Int32? {
    if case .exited(let status) = end { status } else { nil }
  }

  /// Runs a command; throws, and kills it, when it has not ended in time.
  package static func run(
    _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
    directory: String? = nil, input: String? = nil, within limit: Duration = .seconds(60)
  ) async throws -> FinishedCommand {
    let process = try RunningProcess(
      executable, arguments, environment: environment, directory: directory, input: input)
    guard let end = await process.waitForEnd(within: limit) else {
      let failure = process.failure("did not end within \(limit)")
      try await process.stop(patience: .zero)
      throw failure
    }
    return FinishedCommand(
      end: end, standardOutput: process.standardOutput, standardError: process.standardError)
  }
}
